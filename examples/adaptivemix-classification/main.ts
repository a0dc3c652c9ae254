// AdaptiveMix for classification: npx jiti examples/adaptivemix-classification/main.ts [--epochs 30] [--seeds 1] [--mnist data/mnist]
import { createRandom, useEngine, type EngineRequest } from '@ganreg/numerics';
import { Adam } from '@ganreg/core/training';
import * as tf from '@tensorflow/tfjs-core';
import { parseArgs } from 'node:util';
import { entropyLoss, fgsm, marginLoss, pgd, scaledLoss, type AttackLoss } from './attacks.ts';
import { digits, fashion, type Labelled } from './labelled.ts';
import { createClassifier, type Classifier } from './network.ts';
import { adaptiveMix, mixup, plain, type Objective } from './objectives.ts';
import { detection, mainDirection, subspaceScore, type Rows } from './out-of-distribution.ts';

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: '30' },
    seeds: { type: 'string', default: '1' },
    attacked: { type: 'string', default: '500' },
    engine: { type: 'string', default: 'wasm' },
    mnist: { type: 'string', default: 'data/mnist' },
  },
});
await useEngine(values.engine as EngineRequest);
const [epochs, seeds, attacked] = [Number(values.epochs), Number(values.seeds), Number(values.attacked)];
const [classes, batch] = [10, 64];

const arms: Readonly<Record<string, { readonly head: 'linear' | 'orthogonal'; readonly objective: Objective }>> = {
  plain: { head: 'linear', objective: plain },
  mixup: { head: 'linear', objective: mixup },
  'orthogonal head': { head: 'orthogonal', objective: plain },
  AdaptiveMix: { head: 'orthogonal', objective: adaptiveMix },
};

const oneHot = (labels: Uint8Array): tf.Tensor2D => {
  const hot = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) hot[row * classes + label] = 1;
  return tf.tensor2d(hot, [labels.length, classes]);
};

const rowsOf = (images: tf.Tensor4D, from: number, count: number): tf.Tensor4D =>
  tf.slice(images, [from, 0, 0, 0], [count, -1, -1, -1]);

const train = (classifier: Classifier, { images, classes: labels }: Labelled, objective: Objective, seed: number) => {
  const random = createRandom(seed);
  const count = labels.length;
  const [steps, size] = [Math.floor(count / batch), images.shape[1] * images.shape[2]];
  const pixels = images.dataSync();
  const total = epochs * steps;
  let optimizer = adamOf(0.002);
  for (let step = 0; step < total; step += 1) {
    // A tenth of the rate for the last third.
    if (step === Math.floor((2 * total) / 3)) {
      const moments = optimizer.save();
      const next = adamOf(0.0002);
      tf.tidy(() => next.restore(moments));
      optimizer.dispose();
      optimizer = next;
    }
    const order = random
      .stream('order')
      .at(Math.floor(step / steps))
      .permutation(count);
    const chosen = order.subarray((step % steps) * batch, ((step % steps) + 1) * batch);
    tf.tidy(() => {
      const values = new Float32Array(batch * size);
      for (const [row, index] of chosen.entries())
        values.set(pixels.subarray(index * size, (index + 1) * size), row * size);
      const given = {
        images: tf.tensor4d(values, [batch, images.shape[1], images.shape[2], 1]),
        labels: oneHot(Uint8Array.from(chosen, (index) => labels[index] ?? 0)),
        random,
        step,
      };
      const list = [...classifier.variables.values()];
      const { grads } = tf.variableGrads(() => objective(classifier, given), list);
      const gradients = new Map(
        [...classifier.variables].flatMap(([name, variable]) => {
          const gradient = grads[variable.name];
          return gradient === undefined ? [] : [[name, gradient] as const];
        }),
      );
      optimizer.apply(classifier.variables, gradients);
    });
  }
  optimizer.dispose();
};

const adamOf = (learningRate: number): Adam =>
  new Adam({ learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, lazyCorrection: false });

/** Calls for pieces of at most 250 images, so that memory stays small. */
const inPieces = <T>(images: tf.Tensor4D, each: (piece: tf.Tensor4D, from: number) => T): readonly T[] =>
  Array.from({ length: Math.ceil(images.shape[0] / 250) }, (_, index) => {
    const from = index * 250;
    const piece = rowsOf(images, from, Math.min(250, images.shape[0] - from));
    const result = each(piece, from);
    piece.dispose();
    return result;
  });

const accuracy = (
  classifier: Classifier,
  { images, classes: labels }: Labelled,
  change?: (images: tf.Tensor4D, labels: tf.Tensor2D) => tf.Tensor4D,
): number => {
  const logits = (x: tf.Tensor4D): tf.Tensor2D => classifier.head(classifier.embed(x));
  const right = inPieces(images, (piece, from) => {
    const expected = labels.subarray(from, from + piece.shape[0]);
    return tf.tidy(() => {
      const shown = change === undefined ? piece : change(piece, oneHot(expected));
      const found = tf.argMax(logits(shown), 1).dataSync();
      return expected.reduce((sum, label, row) => sum + Number(found[row] === label), 0);
    });
  });
  return right.reduce((sum, count) => sum + count, 0) / labels.length;
};

const featuresOf = (classifier: Classifier, images: tf.Tensor4D): Rows =>
  inPieces(images, (piece) =>
    tf.tidy(() => {
      const features = classifier.features(piece);
      const [count, size] = features.shape;
      const flat = features.dataSync<'float32'>();
      return Array.from({ length: count }, (_, row) => flat.slice(row * size, (row + 1) * size));
    }),
  ).flat();

/** Images of no class: noise, the test images upside down in brightness, their tiles shuffled, and digits where there are any. */
const strangers = async (test: tf.Tensor4D): Promise<Readonly<Record<string, tf.Tensor4D>>> => {
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
  const known = await digits(values.mnist, count);
  return { noise, inverted: tf.sub(1, test), tiles, ...(known === undefined ? {} : { MNIST: known }) };
};

const [training, test] = [await fashion('train'), await fashion('test')];
const unknown = await strangers(test.images);
// Attacks take every second image: both halves hold all classes.
const some: Labelled = { images: rowsOf(test.images, 0, attacked), classes: test.classes.subarray(0, attacked) };
const [epsilon, size] = [8 / 255, 2 / 255];

const evaluate = (classifier: Classifier): Readonly<Record<string, number>> => {
  const logits = (x: tf.Tensor4D): tf.Tensor2D => classifier.head(classifier.embed(x));
  const under = (loss: AttackLoss) => (x: tf.Tensor4D, labels: tf.Tensor2D) =>
    pgd(logits, x, labels, { epsilon, size, steps: 10, draws: createRandom(5).stream('pgd').at(0) }, loss);
  const attacks = {
    pgd: accuracy(classifier, some, under(entropyLoss)),
    scaled: accuracy(classifier, some, under(scaledLoss(20))),
    margin: accuracy(classifier, some, under(marginLoss)),
  };
  const directions = Array.from({ length: classes }, (_, label) => label).map((label) => {
    const features = trainingFeatures(classifier);
    return mainDirection(features.filter((__, index) => training.classes[index] === label));
  });
  const score = subspaceScore(directions);
  const knownScores = featuresOf(classifier, test.images).map(score);
  const found = Object.entries(unknown).map(([name, images]) => {
    const result = detection(knownScores, featuresOf(classifier, images).map(score));
    return [name, result] as const;
  });
  return {
    accuracy: accuracy(classifier, test),
    fgsm: accuracy(classifier, some, (x, labels) => fgsm(logits, x, labels, epsilon)),
    ...attacks,
    ...Object.fromEntries(
      found.flatMap(([name, { auroc, fpr95, error }]) => [
        [`${name} AUROC`, auroc],
        [`${name} FPR95`, fpr95],
        [`${name} error`, error],
      ]),
    ),
  };
};

const remembered = new WeakMap<Classifier, Rows>();
const trainingFeatures = (classifier: Classifier): Rows => {
  const known = remembered.get(classifier) ?? featuresOf(classifier, training.images);
  remembered.set(classifier, known);
  return known;
};

const results: Record<string, Record<string, number[]>> = {};
for (const [name, { head, objective }] of Object.entries(arms)) {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const start = performance.now();
    const classifier = createClassifier(head, classes, seed);
    train(classifier, training, objective, seed);
    const found = evaluate(classifier);
    classifier.dispose();
    for (const [measure, value] of Object.entries(found)) ((results[name] ??= {})[measure] ??= []).push(value);
    console.error(`${name}, seed ${seed}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}

const measures = Object.keys(Object.values(results)[0] ?? {});
const cell = (numbers: readonly number[] = []): string => {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const spread = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - 1));
  return (100 * mean).toFixed(1) + (numbers.length > 1 ? ` ± ${(100 * spread).toFixed(1)}` : '');
};
console.log(
  `Fashion-MNIST, ${training.classes.length} training images, ${epochs} epochs, ${seeds} seed(s), in percent`,
);
console.log(`| | ${Object.keys(arms).join(' | ')} |`);
console.log(
  `|---|${Object.keys(arms)
    .map(() => '---|')
    .join('')}`,
);
for (const measure of measures)
  console.log(
    `| ${measure} | ${Object.keys(arms)
      .map((arm) => cell(results[arm]?.[measure]))
      .join(' | ')} |`,
  );
