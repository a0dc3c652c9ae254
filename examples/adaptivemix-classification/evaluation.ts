import { createRandom } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { entropyLoss, fgsm, marginLoss, pgd, scaledLoss, type AttackLoss } from './attacks.ts';
import type { Labelled } from './labelled.ts';
import type { Classifier } from './network.ts';
import { detection, mainDirection, subspaceScore, type Rows } from './out-of-distribution.ts';
import { classCount, oneHot } from './training.ts';

/** Calls for pieces of at most 250 images, so that memory stays small. */
const inPieces = <T>(images: tf.Tensor4D, each: (piece: tf.Tensor4D, from: number) => T): readonly T[] =>
  Array.from({ length: Math.ceil(images.shape[0] / 250) }, (_, index) => {
    const from = index * 250;
    const piece = tf.slice(images, [from, 0, 0, 0], [Math.min(250, images.shape[0] - from), -1, -1, -1]);
    const result = each(piece, from);
    piece.dispose();
    return result;
  });

/** Whether each answer is right, on images changed by an attack if there is one. */
const rightAnswers = (
  classifier: Classifier,
  { images, classes }: Labelled,
  attack?: (images: tf.Tensor4D, labels: tf.Tensor2D) => tf.Tensor4D,
): readonly boolean[] =>
  inPieces(images, (piece, from) => {
    const expected = classes.subarray(from, from + piece.shape[0]);
    return tf.tidy(() => {
      const shown = attack === undefined ? piece : attack(piece, oneHot(expected));
      const found = tf.argMax(classifier.head(classifier.embed(shown)), 1).dataSync();
      return Array.from(expected, (label, row) => found[row] === label);
    });
  }).flat();

const share = (right: readonly boolean[]): number => right.filter(Boolean).length / right.length;

const featuresOf = (classifier: Classifier, images: tf.Tensor4D): Rows =>
  inPieces(images, (piece) =>
    tf.tidy(() => {
      const features = classifier.features(piece);
      const [count, size] = features.shape;
      const flat = features.dataSync<'float32'>();
      return Array.from({ length: count }, (_, row) => flat.slice(row * size, (row + 1) * size));
    }),
  ).flat();

/** Images of no known class: noise, the test images with black and white exchanged, and with their tiles shuffled. */
export const strangers = (test: tf.Tensor4D): Readonly<Record<string, tf.Tensor4D>> => {
  const draws = createRandom(99).stream('strangers').at(0);
  const [count, side] = [test.shape[0], test.shape[1]];
  const noise = tf.tensor4d(draws.uniform(count * side * side), [count, side, side, 1]);
  const tiles = tf.tidy(() => {
    // 4×4 tiles of 7×7 pixels, the same shuffle for every image.
    const cut = tf.transpose(tf.reshape(test, [count, 4, 7, 4, 7]), [1, 3, 0, 2, 4]);
    const rows = tf.gather(tf.reshape(cut, [16, count * 49]), tf.tensor1d(draws.permutation(16), 'int32'));
    const back = tf.transpose(tf.reshape(rows, [4, 4, count, 7, 7]), [2, 0, 3, 1, 4]);
    return tf.reshape(back, [count, side, side, 1]) as tf.Tensor4D;
  });
  return { noise, inverted: tf.sub(1, test), 'shuffled tiles': tiles };
};

export interface EvaluationData {
  readonly training: Labelled;
  readonly test: Labelled;
  /** Images that attacks are run on. */
  readonly attacked: Labelled;
  readonly unknown: Readonly<Record<string, tf.Tensor4D>>;
}

/**
 * Everything that the table shows, as shares. Attacks move pixels by at most ε = 8/255; PGD takes 10 steps of 2/255 from a random
 * start, on the cross-entropy of the logits as they are, on that of 20 times the logits, and on the margin.
 */
export const evaluate = (
  classifier: Classifier,
  { training, test, attacked, unknown }: EvaluationData,
): Readonly<Record<string, number>> => {
  const logits = (x: tf.Tensor4D): tf.Tensor2D => classifier.head(classifier.embed(x));
  const [epsilon, size] = [8 / 255, 2 / 255];
  const under = (loss: AttackLoss): readonly boolean[] =>
    rightAnswers(classifier, attacked, (x, labels) =>
      pgd(logits, x, labels, { epsilon, size, steps: 10, draws: createRandom(5).stream('pgd').at(0) }, loss),
    );
  const known = featuresOf(classifier, training.images);
  const directions = Array.from({ length: classCount }, (_, label) =>
    mainDirection(known.filter((__, index) => training.classes[index] === label)),
  );
  const score = subspaceScore(directions);
  const knownScores = featuresOf(classifier, test.images).map(score);
  const found = Object.entries(unknown).flatMap(([name, images]) => {
    const { auroc, fpr95, error } = detection(knownScores, featuresOf(classifier, images).map(score));
    return [
      [`${name}: AUROC`, auroc],
      [`${name}: false positives at 95 %`, fpr95],
      [`${name}: detection error`, error],
    ] as const;
  });
  const attacks = [under(entropyLoss), under(scaledLoss(20)), under(marginLoss)] as const;
  return {
    accuracy: share(rightAnswers(classifier, test)),
    FGSM: share(rightAnswers(classifier, attacked, (x, labels) => fgsm(logits, x, labels, epsilon))),
    'PGD-10': share(attacks[0]),
    'PGD-10, logits × 20': share(attacks[1]),
    'PGD-10, margin': share(attacks[2]),
    'right under all three': share(attacks[0].map((_, image) => attacks.every((right) => right[image]))),
    ...Object.fromEntries(found),
  };
};
