import type { Saved, Setup } from '@ganreg/core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

type Tools = Pick<Setup<unknown, unknown>, 'tf' | 'ops'>;

/** Options of every method that steers a probability by how sure the discriminator is of its reals. */
export const adaptiveOptions = {
  target: z.number().min(-1).max(1).default(0.6).describe('What the mean sign of the scores of reals is steered to'),
  interval: z.int().positive().default(4).describe('Discriminator steps between adjustments'),
  images: z
    .number()
    .positive()
    .default(500_000)
    .describe('Reals after which the probability can have gone from 0 to 1'),
};

/** How the probability is steered. */
export interface Steering {
  readonly target: number;
  readonly interval: number;
  readonly images: number;
  readonly batch: number;
}

/**
 * Adaptive probability (Karras et al., NeurIPS 2020, §3): every `interval` steps p moves by batch·interval/images, up where the
 * mean sign of the scores of reals since the last time is above the target and down where it is below, within 0 … 1. Starts at 0.
 * It never leaves the engine, so nothing waits for it.
 */
export class AdaptiveProbability {
  readonly #tools: Tools;
  readonly #steering: Steering;
  #probability: Tensor;
  #signs: Tensor;
  #seen = 0;

  constructor(tools: Tools, steering: Steering) {
    this.#tools = tools;
    this.#steering = steering;
    const { tf } = tools;
    [this.#probability, this.#signs] = tf.tidy(() => [tf.keep(tf.scalar(0)), tf.keep(tf.scalar(0))]);
  }

  /** The probability, a constant. */
  get value(): Scalar {
    return this.#probability as Scalar;
  }

  /** Takes in the scores `[B, 1]` of one batch of reals. */
  observe(scores: Tensor2D): void {
    const { tf, ops } = this.#tools;
    const { target, interval, images, batch } = this.#steering;
    tf.tidy(() => {
      const sign = ops.stopGradient(tf.mean(tf.sign(scores)));
      this.#signs = this.#replace(this.#signs, tf.add(this.#signs, sign));
      this.#seen += 1;
      if (this.#seen < interval) return;
      const direction = tf.sign(tf.sub(tf.div(this.#signs, interval), target));
      const next = tf.add(this.#probability, tf.mul(direction, (batch * interval) / images));
      this.#probability = this.#replace(this.#probability, tf.clipByValue(next, 0, 1));
      this.#signs = this.#replace(this.#signs, tf.scalar(0));
      this.#seen = 0;
    });
  }

  save(): Required<Saved> {
    return { tensors: { probability: this.#probability, signs: this.#signs }, values: { seen: this.#seen } };
  }

  restore({ tensors, values }: Saved): void {
    const { tf } = this.#tools;
    if (tensors?.probability !== undefined)
      this.#probability = this.#replace(this.#probability, tf.clone(tensors.probability));
    if (tensors?.signs !== undefined) this.#signs = this.#replace(this.#signs, tf.clone(tensors.signs));
    this.#seen = Number(values?.seen ?? 0);
  }

  dispose(): void {
    this.#tools.tf.dispose([this.#probability, this.#signs]);
  }

  #replace(old: Tensor, value: Tensor): Tensor {
    const kept = this.#tools.tf.keep(this.#tools.ops.stopGradient(value));
    old.dispose();
    return kept;
  }
}
