import type { Setup, StepDraws } from '@ganreg/core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';

export type Tools = Pick<Setup<unknown, unknown>, 'tf' | 'ops'>;

/** How the images of a batch are mixed with each other: x_mix[i] = λ[i]·x[i] + (1 − λ[i])·x[partner[i]]. */
export interface Mixing {
  readonly lambda: Float32Array;
  readonly partner: Int32Array;
}

/**
 * Draws partners and shares for a batch. Partners are a random permutation, fixed points allowed; λ ~ Beta(alpha, alpha), one for
 * the batch as in the released code or one per `sample`.
 */
export const drawMixing = (
  batch: number,
  { alpha, per }: { readonly alpha: number; readonly per: 'batch' | 'sample' },
  draws: { readonly lambda: StepDraws; readonly partner: StepDraws },
): Mixing => {
  // Beta(1, 1) is uniform.
  const draw = (): number => (alpha === 1 ? draws.lambda.number() : draws.lambda.beta(alpha));
  const shared = per === 'batch' ? draw() : undefined;
  return {
    lambda: Float32Array.from({ length: batch }, () => shared ?? draw()),
    partner: draws.partner.permutation(batch),
  };
};

/** Row i holds λ[i] at i and 1 − λ[i] at its partner: one matrix `[B, B]` mixes images and features alike. */
export const mixingMatrix = ({ tf }: Tools, { lambda, partner }: Mixing): Tensor2D => {
  const batch = lambda.length;
  const values = new Float32Array(batch * batch);
  for (const [row, share] of lambda.entries()) {
    const other = partner[row] ?? row;
    if (other === row) values[row * batch + row] = 1;
    else {
      values[row * batch + row] = share;
      values[row * batch + other] = 1 - share;
    }
  }
  return tf.tensor2d(values, [batch, batch]);
};

/** Mixes the rows of a tensor `[B, …]`: one matrix product, so that it is differentiable to any order on every engine. */
export const mix = <T extends Tensor>({ tf }: Tools, matrix: Tensor2D, rows: T): T =>
  tf.reshape(tf.matMul(matrix, tf.reshape(rows, [rows.shape[0] ?? 1, -1])), rows.shape) as T;

/** The rows of the partners. */
export const partnersOf = <T extends Tensor>(tools: Tools, { partner }: Mixing, rows: T): T =>
  mix(tools, mixingMatrix(tools, { partner, lambda: new Float32Array(partner.length) }), rows);

/** λ·own + (1 − λ)·partners, where both are known. */
export const blend = <T extends Tensor>({ tf }: Tools, { lambda }: Mixing, own: T, partners: T): T => {
  const share = tf.tensor(lambda, [lambda.length, ...own.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(share, own), tf.mul(tf.sub(1, share), partners));
};

/**
 * Distance of mixed features to the mixture of features, `[B, …]` both: `mse` the mean over batch and elements of the squared
 * difference, `cosine` the mean over the batch of −cos between flattened features, in [-1, 1].
 */
export const consistency = ({ tf, ops }: Tools, distance: 'mse' | 'cosine', mixed: Tensor, target: Tensor): Scalar => {
  if (distance === 'mse') return tf.mean(tf.square(tf.sub(mixed, target)));
  const flat = (rows: Tensor): Tensor2D => tf.reshape(rows, [rows.shape[0] ?? 1, -1]);
  return tf.sub(ops.cosineDistance(flat(mixed), flat(target), { axis: 1 }), 1);
};

/** The target's noise: independent normal of standard deviation `sigma` for every element, fresh in every call. */
export const withNoise = <T extends Tensor>({ tf, ops }: Tools, target: T, sigma: number, draws: StepDraws): T =>
  sigma === 0 ? target : tf.add(target, tf.mul(ops.normalTensor(draws, target.shape), sigma));
