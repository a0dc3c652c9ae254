import * as ops from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import { blend, consistency, drawMixing, mix, mixingMatrix, partnersOf, withNoise } from '@ganreg/plugin-adaptivemix';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../support/experiment.ts';

const tools = { tf, ops };
const number = (x: tf.Tensor): number => x.dataSync()[0] ?? Number.NaN;
const pairOf = (lambda: number) => ({ lambda: Float32Array.from([lambda, lambda]), partner: Int32Array.from([1, 0]) });
const draws = (seed: number, step = 0) => {
  const random = createRandom(seed);
  return { lambda: random.stream('lambda').at(step), partner: random.stream('partner').at(step) };
};

/** Distance of v(mixture) to the mixture of v, over the pair (a, b) and its mirror. */
const distances = (v: (x: tf.Tensor2D) => tf.Tensor2D, x: tf.Tensor2D, lambda: number) => {
  const matrix = mixingMatrix(tools, pairOf(lambda));
  const [mixed, target] = [v(mix(tools, matrix, x)), mix(tools, matrix, v(x))];
  return {
    mixed,
    target,
    mse: number(consistency(tools, 'mse', mixed, target)),
    cosine: number(consistency(tools, 'cosine', mixed, target)),
  };
};

beforeAll(async () => {
  await ops.useEngine(testEngine);
});

describe('mixing', () => {
  it('leaves nothing to an affine extractor: squared distance 0, cosine term −1', () => {
    const x = tf.tensor2d(
      createRandom(1)
        .stream('x')
        .at(0)
        .normal(2 * 5),
      [2, 5],
    );
    const w = tf.tensor2d(
      createRandom(1)
        .stream('w')
        .at(0)
        .normal(5 * 7),
      [5, 7],
    );
    for (const lambda of [0, 0.25, 0.7, 1]) {
      const { mse, cosine } = distances((rows) => tf.add(tf.matMul(rows, w), 0.3), x, lambda);
      expect(mse).toBeCloseTo(0, 10);
      expect(cosine).toBeCloseTo(-1, 5);
    }
  });

  it('leaves nothing to any extractor at λ 0 and 1, or where every image is its own partner', () => {
    const x = tf.tensor2d([0.3, -2, 1.7, 0.9], [2, 2]);
    const v = (rows: tf.Tensor2D): tf.Tensor2D => tf.sin(tf.mul(rows, 3));
    for (const lambda of [0, 1]) {
      expect(distances(v, x, lambda).mse).toBe(0);
      expect(distances(v, x, lambda).cosine).toBeCloseTo(-1, 6);
    }
    const own = mixingMatrix(tools, { lambda: Float32Array.from([0.3, 0.3]), partner: Int32Array.from([0, 1]) });
    expect([...mix(tools, own, x).dataSync()]).toEqual([...x.dataSync()]);
  });

  it('of a square is off by −λ(1 − λ)(a − b)²: 1 and 3 at λ 0.25 give 6.25 against 7', () => {
    const { mixed, target, mse } = distances((rows) => tf.square(rows), tf.tensor2d([1, 3], [2, 1]), 0.25);
    expect(number(mixed)).toBeCloseTo(6.25, 6);
    expect(number(target)).toBeCloseTo(7, 6);
    expect(mse).toBeCloseTo(0.5625, 6);
  });

  it('of (x, x²) has cosine 0.9992976 and squared distance 0.28125', () => {
    const v = (rows: tf.Tensor2D): tf.Tensor2D => tf.concat([rows, tf.square(rows)], 1);
    const { mixed, target, mse } = distances(v, tf.tensor2d([1, 3], [2, 1]), 0.25);
    const first = (rows: tf.Tensor2D): tf.Tensor2D => tf.slice2d(rows, [0, 0], [1, 2]);
    const cosine = -number(consistency(tools, 'cosine', first(mixed), first(target)));
    console.log(`cosine ${cosine.toFixed(7)}, squared distance ${mse.toFixed(5)}`);
    expect(cosine).toBeCloseTo(0.9992976157, 6);
    expect(mse).toBeCloseTo(0.28125, 6);
  });

  it('takes its target as a constant: dL/dw of w·x² is −9.375, not +1.125', () => {
    const x = tf.tensor2d([1, 3], [2, 1]);
    const matrix = mixingMatrix(tools, pairOf(0.25));
    // Only the pair (1, 3); its mirror (3, 1) at λ 0.25 is another case.
    const row = (rows: tf.Tensor2D): tf.Tensor2D => tf.slice2d(rows, [0, 0], [1, 1]);
    const loss =
      (stop: boolean) =>
      (w: tf.Tensor): tf.Scalar => {
        const v = (rows: tf.Tensor2D): tf.Tensor2D => tf.mul(w, tf.square(rows));
        const target = row(mix(tools, matrix, v(x)));
        return consistency(tools, 'mse', row(v(mix(tools, matrix, x))), stop ? ops.stopGradient(target) : target);
      };
    expect(number(tf.grad(loss(true))(tf.scalar(1)))).toBeCloseTo(-9.375, 5);
    expect(number(tf.grad(loss(false))(tf.scalar(1)))).toBeCloseTo(1.125, 5);
  });

  it('with noise on the target is off by σ² more on average', () => {
    const target = tf.zeros([100, 100]);
    const noisy = withNoise(tools, target, 0.05, createRandom(3).stream('noise').at(0));
    const mse = number(consistency(tools, 'mse', target, noisy));
    console.log(`mean squared noise over 10,000 draws: ${mse.toExponential(3)}, σ² = 2.5e-3`);
    expect(mse / 0.0025).toBeCloseTo(1, 1);
    expect(withNoise(tools, target, 0, createRandom(3).stream('noise').at(0))).toBe(target);
  });

  it('by cosine has a gradient orthogonal to the features, and ignores their length; the squared distance does not', () => {
    const [one, other] = [
      tf.tensor2d([0.4, -1.2, 2, 0.1, 3, -0.7], [2, 3]),
      tf.tensor2d([1, 0.5, -2, 2, 0, 0.3], [2, 3]),
    ];
    const slope = tf.grad((rows: tf.Tensor) => consistency(tools, 'cosine', rows, other))(one);
    expect(number(tf.sum(tf.mul(slope, one)))).toBeCloseTo(0, 6);
    const value = (distance: 'mse' | 'cosine', scale: number): number =>
      number(consistency(tools, distance, tf.mul(one, scale), other));
    expect(value('cosine', 5)).toBeCloseTo(value('cosine', 1), 6);
    expect(Math.abs(value('mse', 5) - value('mse', 1))).toBeGreaterThan(1);
  });

  it('of equal images is those images exactly, for any λ', () => {
    for (let step = 0; step < 20; step += 1) {
      const matrix = mixingMatrix(tools, drawMixing(8, { alpha: 1, per: 'sample' }, draws(5, step)));
      const mixed = mix(tools, matrix, tf.ones([8, 3, 3, 1]));
      expect(new Set(mixed.dataSync())).toEqual(new Set([1]));
    }
  });

  it('reads the partners’ features from the batch’s own to the same numbers as a forward of the partners', () => {
    const x = tf.tensor2d(
      createRandom(2)
        .stream('x')
        .at(0)
        .normal(8 * 6),
      [8, 6],
    );
    const v = (rows: tf.Tensor2D): tf.Tensor2D => tf.tanh(rows);
    const mixing = drawMixing(8, { alpha: 1, per: 'batch' }, draws(2));
    const gathered = mix(tools, mixingMatrix(tools, mixing), v(x));
    const again = blend(tools, mixing, v(x), v(partnersOf(tools, mixing, x)));
    const difference = number(tf.max(tf.abs(tf.sub(gathered, again))));
    expect(difference).toBeLessThan(1e-6);
  });
});

describe('shares', () => {
  const shares = (alpha: number): readonly number[] => {
    const { lambda } = drawMixing(20_000, { alpha, per: 'sample' }, draws(9));
    return [...lambda];
  };

  it.each([0.2, 1, 4])('of alpha %d have mean ½ and variance 1/(4(2·alpha + 1))', (alpha) => {
    const values = shares(alpha);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1);
  });

  it('are one for the batch or one for each image, and partners are a permutation', () => {
    expect(new Set(drawMixing(16, { alpha: 1, per: 'batch' }, draws(4)).lambda).size).toBe(1);
    const { lambda, partner } = drawMixing(16, { alpha: 1, per: 'sample' }, draws(4));
    expect(new Set(lambda).size).toBe(16);
    expect([...partner].toSorted((one, other) => one - other)).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });

  it('are the same for the same seed and step', () => {
    expect(drawMixing(8, { alpha: 0.5, per: 'sample' }, draws(4, 3))).toEqual(
      drawMixing(8, { alpha: 0.5, per: 'sample' }, draws(4, 3)),
    );
  });
});
