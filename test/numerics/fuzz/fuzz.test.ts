import * as tf from '@tensorflow/tfjs-core';
import { createRandom, useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';
import { convolution, depthwise, pooling, products, type Window } from './reference.ts';

/** GANREG_FUZZ=2500 tries ten thousand shapes. */
const rounds = Number(process.env['GANREG_FUZZ'] ?? 60);
const random = createRandom(Number(process.env['GANREG_FUZZ_SEED'] ?? 1));

type Choose = (...options: number[]) => number;
type Padding = 'same' | 'valid' | tf.backend_util.ExplicitPadding;

interface Trial {
  readonly pick: Choose;
  readonly numbers: (count: number) => Float32Array;
  /** Distinct values, so that a maximum is one. */
  readonly distinct: (count: number) => Float32Array;
}

function trial(name: string, index: number): Trial {
  const draws = random.stream(name).at(index);
  return {
    pick: (...options) => options[draws.integers(1, options.length)[0]!]!,
    numbers: (count) => draws.uniform(count, -1, 1),
    distinct: (count) => Float32Array.from(draws.permutation(count), (rank) => (2 * rank) / count - 1),
  };
}

/** A window that fits, with the padding that tfjs is told. */
function windowOf(pick: Choose, dilations: number[]): { window: Window; pad: Padding } {
  const taps = [pick(1, 2, 3, 4, 5), pick(1, 2, 3, 4)] as const;
  const dilation = pick(...dilations);
  const strides = dilation > 1 ? ([1, 1] as const) : ([pick(1, 1, 2, 3), pick(1, 1, 2, 3)] as const);
  const reach = taps.map((count) => (count - 1) * dilation + 1);
  const kind = ['same', 'valid', 'explicit'][pick(0, 1, 2)]!;
  const [height, width] = [reach[0]! + pick(0, 1, 2, 3, 5, 8), reach[1]! + pick(0, 1, 2, 4, 7)];
  const explicit = [0, 1].map((axis) => [0, 1].map(() => pick(0, 0, 1, Math.max(0, reach[axis]! - 1))));
  const sizes = [height, width];
  const borders = sizes.map((size, axis): [number, number] => {
    if (kind === 'valid') return [0, 0];
    if (kind === 'explicit') return explicit[axis] as [number, number];
    const total = Math.max(0, (Math.ceil(size / strides[axis]!) - 1) * strides[axis]! + reach[axis]! - size);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
  const out = sizes.map(
    (size, axis) => Math.floor((size + borders[axis]![0] + borders[axis]![1] - reach[axis]!) / strides[axis]!) + 1,
  );
  const window: Window = {
    batch: pick(1, 2, 3),
    height,
    width,
    inputs: pick(1, 2, 3, 4, 7, 8, 9, 16, 33),
    outputs: pick(1, 2, 3, 5, 8, 16, 17),
    taps,
    strides,
    dilation,
    before: [borders[0]![0], borders[1]![0]],
    out: out as [number, number],
  };
  const pad: Padding = kind === 'explicit' ? [[0, 0], borders[0]!, borders[1]!, [0, 0]] : (kind as 'same' | 'valid');
  return { window, pad };
}

function expectClose(actual: tf.Tensor, exact: Float64Array, what: string): void {
  const values = actual.dataSync<'float32'>();
  const largest = (numbers: Float64Array): number =>
    numbers.reduce((most, value) => (Math.abs(value) <= most ? most : Math.abs(value)), 0);
  const scale = Math.max(1e-3, largest(exact));
  const worst = largest(exact.map((value, at) => value - values[at]!));
  // NaN compares as false, so the comparison is this way round
  if (values.length !== exact.length || !(worst / scale <= 1e-5))
    expect.fail(`${what}: off by ${worst / scale} (${values.length} of ${exact.length} numbers)`);
}

const operations: Readonly<Record<string, (trial: Trial) => void>> = {
  'convolution and its gradients': ({ pick, numbers }) => {
    const { window, pad } = windowOf(pick, [1, 1, 2, 3]);
    const { batch, height, width, inputs, outputs, taps, out } = window;
    const x = tf.tensor4d(numbers(batch * height * width * inputs), [batch, height, width, inputs]);
    const filter = tf.tensor4d(numbers(taps[0] * taps[1] * inputs * outputs), [...taps, inputs, outputs]);
    const dy = tf.tensor4d(numbers(batch * out[0] * out[1] * outputs), [batch, ...out, outputs]);
    const exact = convolution(window, x.dataSync<'float32'>(), filter.dataSync<'float32'>(), dy.dataSync<'float32'>());
    const run = (image: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
      tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, [...window.strides], pad, 'NHWC', window.dilation);
    const where = JSON.stringify({ ...window, pad });
    const { value, grads } = tf.valueAndGrads(run)([x, filter], dy);
    expectClose(value, exact.y, `forward ${where}`);
    expectClose(grads[0]!, exact.dx, `to the image ${where}`);
    expectClose(grads[1]!, exact.dw, `to the filter ${where}`);
  },

  'depthwise convolution and its gradients': ({ pick, numbers }) => {
    const { window: raw, pad } = windowOf(pick, [1, 1, 2]);
    // tfjs' own condition for depthwise convolutions
    const window: Window = { ...raw, outputs: pick(1, 1, 2, 3) };
    const { batch, height, width, inputs, outputs, taps, out } = window;
    const x = tf.tensor4d(numbers(batch * height * width * inputs), [batch, height, width, inputs]);
    const filter = tf.tensor4d(numbers(taps[0] * taps[1] * inputs * outputs), [...taps, inputs, outputs]);
    const dy = tf.tensor4d(numbers(batch * out[0] * out[1] * inputs * outputs), [batch, ...out, inputs * outputs]);
    const exact = depthwise(window, x.dataSync<'float32'>(), filter.dataSync<'float32'>(), dy.dataSync<'float32'>());
    const run = (image: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
      tf.depthwiseConv2d(
        image as tf.Tensor4D,
        weights as tf.Tensor4D,
        [...window.strides],
        pad,
        'NHWC',
        window.dilation,
      );
    const where = JSON.stringify({ ...window, pad });
    const { value, grads } = tf.valueAndGrads(run)([x, filter], dy);
    expectClose(value, exact.y, `forward ${where}`);
    expectClose(grads[0]!, exact.dx, `to the image ${where}`);
    expectClose(grads[1]!, exact.dw, `to the filter ${where}`);
  },

  'pooling and its gradients': ({ pick, numbers, distinct }) => {
    const { window, pad } = windowOf(pick, [1]);
    if (typeof pad !== 'string') return;
    const { batch, height, width, inputs, taps, strides, out } = window;
    const x = tf.tensor4d(distinct(batch * height * width * inputs), [batch, height, width, inputs]);
    const dy = tf.tensor4d(numbers(batch * out[0] * out[1] * inputs), [batch, ...out, inputs]);
    for (const kind of ['average', 'maximum'] as const) {
      const exact = pooling(kind, window, x.dataSync<'float32'>(), dy.dataSync<'float32'>());
      const pool = kind === 'average' ? tf.avgPool : tf.maxPool;
      const run = (image: tf.Tensor): tf.Tensor => pool(image as tf.Tensor4D, [...taps], [...strides], pad);
      const where = `${kind} ${JSON.stringify({ ...window, pad })}`;
      const { value, grad } = tf.valueAndGrad(run)(x, dy);
      expectClose(value, exact.y, `forward ${where}`);
      expectClose(grad, exact.dx, `backward ${where}`);
    }
  },

  'matrix products, transposed and in batches': ({ pick, numbers }) => {
    const sizes = {
      batch: pick(1, 1, 2, 3, 5),
      rows: pick(1, 2, 3, 8, 17, 33),
      inner: pick(1, 2, 5, 16, 31, 64),
      columns: pick(1, 2, 7, 8, 24, 65),
    };
    const transposed = [pick(0, 1) === 1, pick(0, 1) === 1] as const;
    const many = [pick(0, 1, 1) === 1, pick(0, 1, 1) === 1] as const;
    if (sizes.batch > 1 && !many[0] && !many[1]) return;
    const stored = (rows: number, columns: number, flip: boolean): number[] =>
      flip ? [columns, rows] : [rows, columns];
    const make = (shape: number[], batched: boolean): tf.Tensor3D => {
      const full = [batched ? sizes.batch : 1, ...shape] as [number, number, number];
      return tf.tensor3d(numbers(tf.util.sizeFromShape(full)), full);
    };
    const a = make(stored(sizes.rows, sizes.inner, transposed[0]), many[0]);
    const b = make(stored(sizes.inner, sizes.columns, transposed[1]), many[1]);
    const exact = products(sizes, transposed, many, a.dataSync<'float32'>(), b.dataSync<'float32'>());
    const where = JSON.stringify({ ...sizes, transposed, many });
    expectClose(tf.matMul(a, b, ...transposed), exact, where);
    // the same buffers under other shapes: flat matrices where there is no batch
    if (sizes.batch === 1) {
      const flat = (tensor: tf.Tensor3D): tf.Tensor2D => tf.reshape(tensor, tensor.shape.slice(1) as [number, number]);
      expectClose(tf.matMul(flat(a), flat(b), ...transposed), exact, `flat ${where}`);
    }
  },
};

describe.each(engines)('random shapes on %s equal plain loops', (engine) => {
  beforeAll(() => useEngine(engine));
  // the plain JavaScript engine is stock, slow, and hardly in doubt
  const count = engine === 'cpu' ? Math.ceil(rounds / 6) : rounds;

  it.each(Object.entries(operations))(
    '%s',
    (name, operation) => {
      for (let index = 0; index < count; index++) tf.tidy(() => operation(trial(name, index)));
      expect(count).toBeGreaterThan(0);
    },
    60_000 + count * 200,
  );
});
