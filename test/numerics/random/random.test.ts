import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { createRandom, normalTensor, uniformTensor, useEngine } from '@ganreg/numerics';
import { describe, expect, it } from 'vitest';
import { normalsFromBits } from '../../../packages/numerics/src/random/normal.ts';
import { philox } from '../../../packages/numerics/src/random/philox.ts';
import { build, runModule } from '../support/built.ts';

const sha256 = (values: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
const draws = (name = 'latents', step = 3) => createRandom(1).stream(name).at(step);
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0) / values.length;
const moment = (values: ArrayLike<number>, power: number): number =>
  mean(Array.from(values, (value) => value ** power));
const correlation = (a: Float32Array, b: Float32Array): number => mean(a.map((value, at) => value * (b[at] ?? 0)));

describe('Philox4x32-10', () => {
  // the known answers published with the generator (Random123, kat_vectors)
  it.each([
    [[0, 0], [0, 0, 0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[-1, -1], [-1, -1, -1, -1], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('gives the published words for key %j and counter %j', (key, [block, ...place], answer) => {
    const out = new Uint32Array(4);
    philox(out, key, place, block);
    expect(Array.from(out, (word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(answer);
  });

  it('continues a sequence at any block', () => {
    const [whole, part] = [new Uint32Array(16), new Uint32Array(8)];
    philox(whole, [1, 2], [3, 4, 5]);
    philox(part, [1, 2], [3, 4, 5], 2);
    expect([...part]).toEqual([...whole.subarray(8)]);
  });
});

describe('a draw', () => {
  it('is a function of seed, stream, step and index', () => {
    const [first, second] = [draws(), draws()];
    expect(first.normal(5)).toEqual(second.normal(5));
    expect(first.uniform(5)).toEqual(second.uniform(5));
    expect(first.permutation(9)).toEqual(second.permutation(9));
  });

  it.each([
    ['seed', createRandom(2).stream('latents').at(3)],
    ['name', draws('latent')],
    ['step', draws('latents', 4)],
    ['step above 2^32', draws('latents', 3 + 2 ** 32)],
  ])('changes with the %s', (_, other) => {
    expect(other.number()).not.toBe(draws().number());
  });

  it('does not depend on what else was drawn before', () => {
    const [first, second] = [draws(), draws()];
    first.normal(100_000);
    second.normal(1);
    expect(first.number()).toBe(second.number());
  });

  it('of a longer array begins like that of a shorter one', () => {
    expect(draws().normal(10_001).subarray(0, 4097)).toEqual(draws().normal(4097));
  });

  it('is named within a scope', () => {
    const scoped = createRandom(1).scoped('plugin').scoped('glead').stream('lambda').at(0);
    expect(scoped.number()).toBe(createRandom(1).stream('plugin/glead/lambda').at(0).number());
  });

  // the same bits in every version, engine and browser: checkpoints resume with them
  it('never changes', () => {
    const values = draws('fixed', 7);
    expect(sha256(values.normal(10_000))).toBe('da090ee9b5deb0b22436ab59b2c027eb1831cb7713150df2d90744273b9e08a6');
    expect(sha256(values.uniform(10_000, -1, 1))).toBe(
      '5239e7dfc49704a65d132dbc35fd29f8e1b3384abcae4456040f3f30bad5bc95',
    );
    expect(sha256(values.integers(10_000, 1000))).toBe(
      '7cd50285147686a2a664c8d7bda8952b7b31e6ba81a207531d9704281acf4917',
    );
    expect(sha256(values.permutation(1000))).toBe('7c83eaf68550ac30c08816a8fbb52bcbff60b9c333adc6632abee69efdb83ac4');
    expect(values.number()).toBe(0.37049238442648513);
  });

  it('rejects what is no whole number', () => {
    expect(() => createRandom(0.5)).toThrow('seed must be a safe integer');
    expect(() => createRandom(1).stream('x').at(-1)).toThrow('step must be a whole number');
    expect(() => draws().normal(1.5)).toThrow('count must be a whole number');
    expect(() => draws().integers(1, 0)).toThrow('"below"');
    expect(() => draws().gamma(0)).toThrow('shape must be positive');
  });
});

describe('the distributions', () => {
  const count = 400_000;
  const error = 4 / Math.sqrt(count);

  it('normal has its four moments, its tails and no correlation between neighbours', () => {
    const values = draws().normal(count);
    expect(Math.abs(mean(values))).toBeLessThan(error);
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(moment(values, 3))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(error * Math.sqrt(96));
    // P(|x| > 3) = 0.0026998
    expect(values.filter((value) => Math.abs(value) > 3).length / count).toBeCloseTo(0.0026998, 3);
    expect(Math.abs(correlation(values.subarray(1), values))).toBeLessThan(error);
  });

  it('normal has the radius of Box and Muller to float32', () => {
    const words = new Uint32Array(4096);
    philox(words, [1, 2], [3, 4, 5]);
    words.set([0, 0, 0xffffffff, 0xffffffff, 1, 0x80000000, 0x7fffffff, 0x40000000]);
    const values = new Float32Array(4096);
    normalsFromBits(values, words);
    for (let at = 0; at < values.length; at += 2) {
      const radius = Math.sqrt(-2 * Math.log((words[at]! + 0.5) / 2 ** 32));
      expect(Math.abs(Math.hypot(values[at]!, values[at + 1]!) - radius)).toBeLessThan(3e-7 * Math.max(1, radius));
    }
  });

  it('different streams and steps are independent', () => {
    const base = draws('a', 0).normal(count);
    for (const other of [draws('b', 0), draws('a', 1)])
      expect(Math.abs(correlation(base, other.normal(count)))).toBeLessThan(error);
  });

  it('uniform fills its interval evenly', () => {
    const values = draws().uniform(count, -1, 3);
    const bins = new Float64Array(16);
    for (const value of values) bins[Math.floor((value + 1) * 4)]! += 16 / count;
    expect(values.every((value) => value >= -1 && value < 3)).toBe(true);
    for (const bin of bins) expect(Math.abs(bin - 1)).toBeLessThan(4 * error);
  });

  it('integers are even and permutations complete', () => {
    const bins = new Float64Array(7);
    for (const value of draws().integers(count, 7)) bins[value]! += 7 / count;
    for (const bin of bins) expect(Math.abs(bin - 1)).toBeLessThan(3 * error);
    expect(draws().permutation(50).toSorted()).toEqual(Int32Array.from({ length: 50 }, (_, index) => index));
    const firsts = new Float64Array(5);
    for (let step = 0; step < 20_000; step++) firsts[draws('p', step).permutation(5)[0]!]! += 5 / 20_000;
    for (const share of firsts) expect(share).toBeCloseTo(1, 1);
  });

  it('gamma and beta have their mean and variance', () => {
    const many = (draw: (step: number) => number): number[] => Array.from({ length: 20_000 }, (_, step) => draw(step));
    for (const shape of [0.3, 2.5]) {
      const values = many((step) => draws('g', step).gamma(shape));
      expect(mean(values)).toBeCloseTo(shape, 1);
      expect(moment(values, 2) - mean(values) ** 2).toBeCloseTo(shape, 0.6);
    }
    const beta = many((step) => draws('b', step).beta(0.4));
    expect(mean(beta)).toBeCloseTo(0.5, 1.5);
    // variance of Beta(a, a) is 1 / (4 (2a + 1))
    expect(moment(beta, 2) - mean(beta) ** 2).toBeCloseTo(1 / (4 * 1.8), 2);
  });
});

describe('random tensors', () => {
  it('hold the numbers of one draw, on any engine', async () => {
    for (const engine of ['wasm', 'cpu'] as const) {
      await useEngine(engine);
      const [normal, uniform] = tf.tidy(() => {
        const values = draws();
        return [normalTensor(values, [2, 3]), uniformTensor(values, [4], 2, 3)];
      }) as [tf.Tensor, tf.Tensor];
      const values = draws();
      expect(normal.dataSync()).toEqual(values.normal(6));
      expect(uniform.dataSync()).toEqual(values.uniform(4, 2, 3));
      tf.dispose([normal, uniform]);
    }
  });
});

describe('@ganreg/numerics/random', () => {
  it('loads without TensorFlow.js', () => {
    build('packages/numerics');
    const loaded = runModule(`
      import { createRandom } from '@ganreg/numerics/random';
      import { createRequire } from 'node:module';
      createRandom(1).stream('x').at(0).normal(2);
      console.log(Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((path) => path.includes('tensorflow')).length);
    `);
    expect(loaded.trim()).toBe('0');
  });
});
