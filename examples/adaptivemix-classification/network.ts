import { createRandom } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { absoluteCosines, orthonormalRows, unitRows } from './orthogonal-head.ts';

/** A classifier of images in [0, 1]. */
export interface Classifier {
  /** Pooled features `[B, 64]`, not normalised. */
  readonly features: (images: tf.Tensor4D) => tf.Tensor2D;
  /** Features as the head wants them. */
  readonly embed: (images: tf.Tensor4D) => tf.Tensor2D;
  /** `[B, 64]` → `[B, classes]`. */
  readonly head: (embedding: tf.Tensor2D) => tf.Tensor2D;
  /** What is trained. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly dispose: () => void;
}

export const featureSize = 64;
const widths = [16, 32, featureSize] as const;

/**
 * Three convolutions, the last without an activation, and an average over places. The frozen head compares unit features with
 * orthonormal directions by |cosine|; the linear one is trained. Normalisation is part of the network, so that attacks act on pixels.
 */
export const createClassifier = (kind: 'linear' | 'orthogonal', classes: number, seed: number): Classifier => {
  const random = createRandom(seed);
  const variables = new Map<string, tf.Variable>();
  const parameter = (name: string, shape: number[], scale: number): void => {
    const values = random.stream(`init/${name}`).at(0).normal(tf.util.sizeFromShape(shape));
    variables.set(
      name,
      tf.tidy(() =>
        tf.variable(
          tf.tensor(
            values.map((value) => value * scale),
            shape,
          ),
        ),
      ),
    );
  };
  let input = 1;
  for (const [layer, width] of widths.entries()) {
    parameter(`${layer}/kernel`, [3, 3, input, width], Math.sqrt(2 / (9 * input)));
    parameter(`${layer}/bias`, [width], 0);
    input = width;
  }
  const directions =
    kind === 'orthogonal' ? orthonormalRows(classes, featureSize, random.stream('directions').at(0)) : undefined;
  if (directions === undefined) {
    parameter('head/kernel', [featureSize, classes], Math.sqrt(1 / featureSize));
    parameter('head/bias', [classes], 0);
  }
  const get = <T extends tf.Tensor>(name: string): T => variables.get(name) as unknown as T;

  const features = (images: tf.Tensor4D): tf.Tensor2D => {
    let x: tf.Tensor4D = tf.div(tf.sub(images, 0.286), 0.353);
    for (const layer of widths.keys()) {
      x = tf.add(tf.conv2d(x, get<tf.Tensor4D>(`${layer}/kernel`), 2, 'same'), get(`${layer}/bias`));
      if (layer < widths.length - 1) x = tf.leakyRelu(x, 0.1);
    }
    return tf.mean(x, [1, 2]);
  };
  return {
    features,
    embed: (images) => (directions === undefined ? features(images) : unitRows(features(images))),
    head: (embedding) =>
      directions === undefined
        ? tf.add(tf.matMul(embedding, get<tf.Tensor2D>('head/kernel')), get('head/bias'))
        : absoluteCosines(embedding, directions),
    variables,
    dispose: () => tf.dispose([...variables.values(), ...(directions === undefined ? [] : [directions])]),
  };
};
