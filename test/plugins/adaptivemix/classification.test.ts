import { createRandom, useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fgsm, marginLoss, pgd } from '../../../examples/adaptivemix-classification/attacks.ts';
import { evaluate, strangers } from '../../../examples/adaptivemix-classification/evaluation.ts';
import { fashion } from '../../../examples/adaptivemix-classification/labelled.ts';
import { createClassifier } from '../../../examples/adaptivemix-classification/network.ts';
import { adaptiveMix, mixup, plain } from '../../../examples/adaptivemix-classification/objectives.ts';
import {
  absoluteCosines,
  crossEntropy,
  orthonormalRows,
  unitRows,
} from '../../../examples/adaptivemix-classification/orthogonal-head.ts';
import {
  detection,
  mainDirection,
  subspaceScore,
} from '../../../examples/adaptivemix-classification/out-of-distribution.ts';
import { table } from '../../../examples/adaptivemix-classification/table.ts';
import { train } from '../../../examples/adaptivemix-classification/training.ts';
import { testEngine } from '../../support/experiment.ts';

const random = createRandom(3);
const number = (x: tf.Tensor): number => x.dataSync()[0] ?? Number.NaN;

beforeAll(async () => {
  await useEngine(testEngine);
});

describe('the frozen orthogonal head', () => {
  it('has orthonormal directions', () => {
    const directions = orthonormalRows(10, 64, random.stream('directions').at(0));
    const gram = tf.matMul(directions, directions, false, true);
    expect(number(tf.max(tf.abs(tf.sub(gram, tf.eye(10)))))).toBeLessThan(1e-6);
    expect(() => orthonormalRows(5, 4, random.stream('directions').at(0))).toThrow(RangeError);
  });

  it('gives logits within [0, 1] whose squares sum to at most 1, the same for f and −f', () => {
    const directions = orthonormalRows(10, 64, random.stream('directions').at(1));
    const features = unitRows(
      tf.tensor2d(
        random
          .stream('features')
          .at(0)
          .normal(32 * 64),
        [32, 64],
      ),
    );
    const logits = absoluteCosines(features, directions);
    expect(number(tf.max(logits))).toBeLessThanOrEqual(1);
    expect(number(tf.min(logits))).toBeGreaterThanOrEqual(0);
    expect(number(tf.max(tf.sum(tf.square(logits), 1)))).toBeLessThanOrEqual(1 + 1e-6);
    expect([...absoluteCosines(tf.neg(features), directions).dataSync()]).toEqual([...logits.dataSync()]);
  });

  it.each([
    [10, 1, 1.46115],
    [10, 2, 0.796614],
    [100, 1, 3.622207],
    [100, 2, 2.667103],
  ])('of %d classes and logits up to %d cannot have a cross-entropy below %d', (classes, height, floor) => {
    const best = tf.oneHot(tf.tensor1d([0], 'int32'), classes) as tf.Tensor2D;
    expect(number(crossEntropy(tf.mul(best, height), best))).toBeCloseTo(floor, 5);
  });

  it('keeps its directions bit for bit while the rest is trained', () => {
    const classifier = createClassifier('orthogonal', 10, 1);
    const unit = tf.slice2d(tf.eye(64), [0, 0], [10, 64]);
    const before = [...classifier.head(unit).dataSync()];
    const images = tf.tensor4d(
      random
        .stream('images')
        .at(0)
        .uniform(4 * 784),
      [4, 28, 28, 1],
    );
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 10) as tf.Tensor2D;
    for (const objective of [plain, mixup, adaptiveMix]) {
      const list = [...classifier.variables.values()];
      const { value, grads } = tf.variableGrads(() => objective(classifier, { images, labels, random, step: 0 }), list);
      expect(number(value)).toBeGreaterThan(0.796);
      for (const variable of list) variable.assign(tf.sub(variable, tf.mul(grads[variable.name] ?? 0, 0.1)));
    }
    expect([...classifier.head(unit).dataSync()]).toEqual(before);
    expect([...classifier.variables.keys()].some((name) => name.startsWith('head'))).toBe(false);
    classifier.dispose();
  });
});

describe('attacks', () => {
  /** Two classes, w·x and 0: the first wins where w·x > 0. */
  const linear = (x: tf.Tensor4D): tf.Tensor2D =>
    tf.concat(
      [tf.matMul(tf.reshape(x, [-1, 4]), tf.tensor2d([0.5, -1, 2, 0.25], [4, 1])), tf.zeros([x.shape[0], 1])],
      1,
    );
  const image = () => tf.tensor4d([0.5, 0.5, 0.5, 0.5], [1, 2, 2, 1]);
  const first = () => tf.tensor2d([[1, 0]]);

  it('by one signed step lower a linear logit by ε·‖w‖₁', () => {
    const epsilon = 8 / 255;
    const changed = fgsm(linear, image(), first(), epsilon, marginLoss);
    const fall = number(linear(image())) - number(linear(changed));
    expect(fall).toBeCloseTo(epsilon * 3.75, 5);
  });

  it('in many steps stay within ε and [0, 1] and end where one step does on a linear model', () => {
    const epsilon = 8 / 255;
    const draws = random.stream('start').at(0);
    const steps = { epsilon, size: 2 / 255, steps: 10, draws };
    const changed = pgd(linear, image(), first(), steps, marginLoss);
    expect(number(tf.max(tf.abs(tf.sub(changed, image()))))).toBeLessThanOrEqual(epsilon + 1e-6);
    expect(number(linear(image())) - number(linear(changed))).toBeCloseTo(epsilon * 3.75, 5);
    const bright = tf.onesLike(image());
    expect(number(tf.max(pgd(linear, bright, first(), { ...steps, draws }, marginLoss)))).toBeLessThanOrEqual(1);
  });
});

describe('out-of-distribution detection', () => {
  it('scores the angle to the nearest class direction', () => {
    const score = subspaceScore([Float64Array.of(1, 0), Float64Array.of(0, 1)]);
    expect(score(Float32Array.of(3, 4))).toBeCloseTo(0.643501, 5);
    expect(score(Float32Array.of(1, 1))).toBeCloseTo(Math.PI / 4, 5);
    expect(score(Float32Array.of(-5, 0))).toBeCloseTo(0, 5);
  });

  it('finds the main direction of features, up to sign', () => {
    const rows = Array.from({ length: 50 }, (_, i) =>
      Float32Array.of(3 * (i % 7) - 9, 4 * (i % 7) - 12 + 0.01 * (i % 3)),
    );
    const [x = 0, y = 0] = mainDirection(rows);
    expect(Math.abs(x)).toBeCloseTo(0.6, 2);
    expect(Math.abs(y)).toBeCloseTo(0.8, 2);
  });

  it('is perfect where scores do not overlap and blind where they are alike', () => {
    expect(detection([0.1, 0.2, 0.3], [0.5, 0.6])).toEqual({ auroc: 1, fpr95: 0, error: 0 });
    const alike = Array.from({ length: 100 }, (_, i) => i);
    const { auroc, fpr95, error } = detection(alike, alike);
    expect(auroc).toBeCloseTo(0.5, 6);
    expect(error).toBeCloseTo(0.5, 6);
    expect(fpr95).toBeCloseTo(0.95, 2);
  });
});

describe('the example', () => {
  it('learns in 30 steps what chance does not know, and measures all that its table shows', async () => {
    const { images, classes } = await fashion('train');
    const part = (from: number, count: number) => ({
      images: tf.slice(images, [from, 0, 0, 0], [count, -1, -1, -1]),
      classes: classes.subarray(from, from + count),
    });
    const [training, test] = [part(0, 640), part(640, 50)];
    const classifier = createClassifier('orthogonal', 10, 1);
    train(classifier, training, adaptiveMix, { epochs: 3, seed: 1 });
    const data = { training, test, attacked: part(640, 20), unknown: strangers(test.images) };
    const found = evaluate(classifier, data);
    classifier.dispose();
    expect(found.accuracy).toBeGreaterThan(0.2);
    expect(Object.values(found).every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(found['right under all three']).toBeLessThanOrEqual(
      Math.min(...['PGD-10', 'PGD-10, logits × 20', 'PGD-10, margin'].map((name) => found[name] ?? Number.NaN)),
    );
    const rows = table({ AdaptiveMix: [found, found] }).split('\n');
    expect(rows).toHaveLength(2 + Object.keys(found).length);
    expect(rows[2]).toBe(`| accuracy | ${(100 * (found.accuracy ?? 0)).toFixed(1)} ± 0.0 |`);
  });
});
