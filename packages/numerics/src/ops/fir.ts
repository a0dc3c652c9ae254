import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../gradients/define.ts';
import { mostTaps } from '../native/fir.ts';
import { inOnePass } from '../native/overlay.ts';

type Axis = 1 | 2;

/** The binomial filter of StyleGAN2 (Karras et al., 2020), before normalisation. */
const binomial: readonly number[] = [1, 3, 3, 1];

const normalised = (taps: readonly number[], gain: number): number[] => {
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => (tap / sum) * gain);
};

/** Correlates one axis with fixed taps, `low` and `high` zeros at its ends. Linear: the adjoint is the same with flipped taps. */
function filterAxis(x: tf.Tensor4D, taps: readonly number[], axis: Axis, low: number, high: number): tf.Tensor4D {
  const apply = tf.customGrad((input) => {
    const image = input as tf.Tensor4D;
    const value = tf.tidy(() => {
      const padded = low === 0 && high === 0 ? image : tf.pad(image, padding(axis, low, high));
      return tf.depthwiseConv2d(padded, tapsAsFilter(taps, image.shape[3], axis), 1, 'valid');
    });
    const far = taps.length - 1;
    const gradFunc = (dy: tf.Tensor) => filterAxis(dy as tf.Tensor4D, taps.toReversed(), axis, far - low, far - high);
    return { value, gradFunc };
  });
  return apply(x);
}

function padding(axis: Axis, low: number, high: number): [number, number][] {
  return [0, 1, 2, 3].map((at) => (at === axis ? [low, high] : [0, 0]));
}

function tapsAsFilter(taps: readonly number[], channels: number, axis: Axis): tf.Tensor4D {
  const values = new Float32Array(taps.length * channels);
  taps.forEach((tap, index) => values.fill(tap, index * channels, (index + 1) * channels));
  return tf.tensor4d(values, axis === 1 ? [taps.length, 1, channels, 1] : [1, taps.length, channels, 1]);
}

/**
 * Filters both axes with the same taps, as they are given (not normalised), zeros around. Differentiable to any order.
 *
 * @param x [B, H, W, C]
 * @param taps correlated, not flipped
 * @param low zeros before each axis, 0 … taps - 1
 * @param high zeros after each axis, 0 … taps - 1
 * @returns [B, H + low + high - taps + 1, W + …, C]
 */
export function firFilter(x: tf.Tensor4D, taps: readonly number[], low: number, high: number): tf.Tensor4D {
  const far = taps.length - 1;
  if (low < 0 || high < 0 || low > far || high > far)
    throw new RangeError(`firFilter: borders must be in 0 … ${far}, got ${low} and ${high}`);
  const onePass = upFirDown(x, taps, { up: 1, down: 1, low, high });
  if (onePass) return onePass;
  return filterAxis(filterAxis(x, taps, 1, low, high), taps, 2, low, high);
}

/**
 * Doubles an image: zeros between pixels, then the filter [1, 3, 3, 1]/8 on each axis with total gain 4 (StyleGAN2). Inside,
 * y[2i] = ¾x[i] + ¼x[i-1] and y[2i+1] = ¾x[i] + ¼x[i+1]; the border is zero.
 *
 * @param x [B, H, W, C]
 * @returns [B, 2H, 2W, C]
 */
export function firUp(x: tf.Tensor4D): tf.Tensor4D {
  const taps = normalised(binomial, 2);
  return upFirDown(x, taps, { up: 2, down: 1, low: 2, high: 1 }) ?? firFilter(insertZeros(x), taps, 2, 1);
}

/**
 * Halves an image: the filter [1, 3, 3, 1]/8 on each axis, then every second pixel:
 * y[i] = (x[2i-1] + 3x[2i] + 3x[2i+1] + x[2i+2])/8 (StyleGAN2); the border is zero.
 *
 * @param x [B, H, W, C], H and W even; throws a RangeError otherwise
 * @returns [B, H/2, W/2, C]
 */
export function firDown(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  if (height % 2 !== 0 || width % 2 !== 0) throw new RangeError(`firDown: ${height}×${width} is not even`);
  const taps = normalised(binomial, 1);
  const onePass = upFirDown(x, taps, { up: 1, down: 2, low: 1, high: 2 });
  if (onePass) return onePass;
  return everySecond(filterAxis(everySecond(filterAxis(x, taps, 1, 1, 2), 1), taps, 2, 1, 2), 2);
}

/**
 * In one pass, where the engine can: `up` - 1 zeros after each pixel, zeros around, the filter, every `down`th pixel (the `upfirdn` of
 * StyleGAN2); else undefined.
 */
function upFirDown(
  x: tf.Tensor4D,
  taps: readonly number[],
  { up, down, low, high }: Readonly<Record<'up' | 'down' | 'low' | 'high', number>>,
): tf.Tensor4D | undefined {
  const from = [x.shape[1], x.shape[2]];
  const to = from.map((size) => Math.floor((size * up + low + high - taps.length) / down) + 1);
  if (!inOnePass(x) || taps.length > mostTaps || to.some((size) => size < 1)) return undefined;
  return runKernel('UpFirDown', { x }, { taps, up, down, low, from, to }) as tf.Tensor4D;
}

/** A zero after each pixel, by a broadcast product: slicing and padding are slow on wasm. */
function insertZeros(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const pattern = tf.tensor3d([1, 0], [1, 2, 1]);
  const wide = tf.mul(tf.reshape(x, [batch * height * width, 1, channels]), pattern);
  const tall = tf.mul(tf.reshape(wide, [batch * height, 1, 2 * width * channels]), pattern);
  return tf.reshape(tall, [batch, 2 * height, 2 * width, channels]);
}

function everySecond(x: tf.Tensor4D, axis: Axis): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (axis === 1) {
    const pairs = tf.reshape(x, [batch * (height / 2), 2, width * channels]);
    return tf.reshape(tf.slice(pairs, [0, 0, 0], [-1, 1, -1]), [batch, height / 2, width, channels]);
  }
  const pairs = tf.reshape(x, [batch * height * (width / 2), 2, channels]);
  return tf.reshape(tf.slice(pairs, [0, 0, 0], [-1, 1, -1]), [batch, height, width / 2, channels]);
}
