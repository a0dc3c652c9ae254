import * as ops from '@ganreg/numerics';
import type { Random } from '@ganreg/numerics';
import { blend, consistency, drawMixing, mix, mixingMatrix, partnersOf, withNoise } from '@ganreg/plugin-adaptivemix';
import * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from './network.ts';
import { crossEntropy } from './orthogonal-head.ts';

const tools = { tf, ops };

/** One batch: images `[B, 28, 28, 1]` in [0, 1], one-hot labels, and the draws of this step. */
export interface Batch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor2D;
  readonly random: Random;
  readonly step: number;
}

export type Objective = (classifier: Classifier, batch: Batch) => tf.Scalar;

const mixingOf = ({ images, random, step }: Batch) =>
  drawMixing(
    images.shape[0],
    { alpha: 1, per: 'batch' },
    { lambda: random.stream('mix/lambda').at(step), partner: random.stream('mix/partner').at(step) },
  );

/** Cross-entropy with both labels of a mixture, by their shares. */
const mixedCrossEntropy = (logits: tf.Tensor2D, { labels }: Batch, mixing: ReturnType<typeof mixingOf>): tf.Scalar => {
  const share = mixing.lambda[0] ?? 1;
  const [own, others] = [labels, partnersOf(tools, mixing, labels)];
  return tf.add(
    tf.mul(tf.mean(crossEntropy(logits, own)), share),
    tf.mul(tf.mean(crossEntropy(logits, others)), 1 - share),
  );
};

export const plain: Objective = ({ embed, head }, { images, labels }) =>
  tf.mean(crossEntropy(head(embed(images)), labels));

/** mixup (Zhang et al., ICLR 2018): the loss of mixed images with both labels. */
export const mixup: Objective = ({ embed, head }, batch) => {
  const mixing = mixingOf(batch);
  return mixedCrossEntropy(head(embed(mix(tools, mixingMatrix(tools, mixing), batch.images))), batch, mixing);
};

/**
 * AdaptiveMix (Liu et al., CVPR 2023): with f the unit features, f_mix those of the mixed images and f̄ = λf + (1 − λ)f′ the mixture
 * of the images' (not normalised again), mean (f_mix − stop(f̄ + ε))² plus the cross-entropy of |W f̄| + |W f_mix| with both labels.
 */
export const adaptiveMix: Objective = ({ embed, head }, batch) => {
  const mixing = mixingOf(batch);
  const features = embed(batch.images);
  const mixture = blend(tools, mixing, features, partnersOf(tools, mixing, features));
  const mixed = embed(mix(tools, mixingMatrix(tools, mixing), batch.images));
  const target = withNoise(tools, ops.stopGradient(mixture), 0.05, batch.random.stream('mix/noise').at(batch.step));
  const logits: tf.Tensor2D = tf.add(head(mixture), head(mixed));
  return tf.add(mixedCrossEntropy(logits, batch, mixing), consistency(tools, 'mse', mixed, target));
};
