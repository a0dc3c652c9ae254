import { uniformTensor, type Draws } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './orthogonal-head.ts';

export type Logits = (images: tf.Tensor4D) => tf.Tensor2D;

/** What an attack raises, for logits `[B, classes]` and one-hot labels. */
export type AttackLoss = (logits: tf.Tensor2D, labels: tf.Tensor2D) => tf.Scalar;

export const entropyLoss: AttackLoss = (logits, labels) => tf.sum(crossEntropy(logits, labels));

/**
 * The margin of the strongest wrong class over the right one. Its gradient does not shrink with the scale of the logits: bounded
 * logits such as |cosine| hide from cross-entropy, not from this.
 */
export const marginLoss: AttackLoss = (logits, labels) => {
  const right = tf.sum(tf.mul(logits, labels), 1);
  const wrong = tf.max(tf.sub(logits, tf.mul(labels, 1e4)), 1);
  return tf.sum(tf.sub(wrong, right));
};

/** Cross-entropy of logits multiplied until their softmax can be sure. */
export const scaledLoss =
  (factor: number): AttackLoss =>
  (logits, labels) =>
    entropyLoss(tf.mul(logits, factor), labels);

const slopeSign = (logits: Logits, loss: AttackLoss, images: tf.Tensor4D, labels: tf.Tensor2D): tf.Tensor4D =>
  tf.sign(tf.grad((x) => loss(logits(x as tf.Tensor4D), labels))(images) as tf.Tensor4D);

/** Fast gradient sign method (Goodfellow et al., ICLR 2015): one step of ε, within [0, 1]. */
export const fgsm = (
  logits: Logits,
  images: tf.Tensor4D,
  labels: tf.Tensor2D,
  epsilon: number,
  loss: AttackLoss = entropyLoss,
): tf.Tensor4D =>
  tf.tidy(() => tf.clipByValue(tf.add(images, tf.mul(slopeSign(logits, loss, images, labels), epsilon)), 0, 1));

/** Projected gradient descent (Madry et al., ICLR 2018): from a random start in the ε-ball, steps of `size`, projected back. */
export const pgd = (
  logits: Logits,
  images: tf.Tensor4D,
  labels: tf.Tensor2D,
  { epsilon, size, steps, draws }: { epsilon: number; size: number; steps: number; draws: Draws },
  loss: AttackLoss = entropyLoss,
): tf.Tensor4D =>
  tf.tidy(() => {
    const within = (x: tf.Tensor4D): tf.Tensor4D =>
      tf.clipByValue(tf.minimum(tf.maximum(x, tf.sub(images, epsilon)), tf.add(images, epsilon)), 0, 1);
    let x = within(tf.add(images, uniformTensor(draws, images.shape, -epsilon, epsilon)));
    for (let step = 0; step < steps; step += 1) x = within(tf.add(x, tf.mul(slopeSign(logits, loss, x, labels), size)));
    return x;
  });
