import * as tf from '@tensorflow/tfjs-core';
import { normalTensor } from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, families } from '@ganreg/core';
import { spectrallyNormal } from '../../../packages/core/src/models/spectral-norm.ts';
import * as ops from '@ganreg/numerics';
import { bound, difference, type ModelChoice } from '../../support/bound.ts';
import { planFor, testEngine, trainerFor } from '../../support/experiment.ts';

const small: ModelChoice = { use: 'resnet', resolution: 16, channels: 3, latentSize: 16, width: 8, widthMax: 16 };
const images = (count: number): tf.Tensor4D =>
  normalTensor(createRandom(2).stream('x').at(0), [count, 16, 16, 3]) as tf.Tensor4D;

describe('resnet', () => {
  it.each([
    ['sngan-32', 4_276_739],
    ['wgan-gp-32', 1_204_483],
  ])('%s has a generator of the published size', (preset, count) => {
    const family = families.find(({ name }) => name === 'resnet')!;
    const model = family.describe(family.options.parse(family.presets![preset]), { resolution: 32, channels: 3 });
    expect(countParameters(model.generator.parameters)).toBe(count);
    expect([...model.discriminator.taps]).toEqual([
      [16, 128],
      [8, 128],
    ]);
  });

  it('has the features that it describes, and scores an embedding as the image', async () => {
    const { model, generator, discriminator } = await bound({ ...small, plainBlocks: 1 });
    const fake = generator.synthesize(normalTensor(createRandom(1).stream('z').at(0), [3, 16]));
    for (const [side, channels] of model.generator.taps)
      expect(fake.features.at(side).shape).toEqual([3, side, side, channels]);
    expect(fake.images.shape).toEqual([3, 16, 16, 3]);
    const { logits, features, embedding } = discriminator.judge(images(3));
    for (const [side, channels] of model.discriminator.taps)
      expect(features.at(side).shape).toEqual([3, side, side, channels]);
    expect(difference(discriminator.score(embedding), logits)).toBe(0);
  });

  it.each([
    ['model.discriminatorSide', { discriminatorSide: 16 }],
    ['model.discriminatorSide', { discriminatorSide: 5 }],
    ['model.resolution', { resolution: 24 }],
  ])('refuses %s that makes no model', async (path, wrong) => {
    await expect(planFor({ model: { ...small, ...wrong } })).rejects.toMatchObject({
      code: 'PLAN_INVALID_MODEL',
      path,
    });
  });

  it.each([
    ['spectrally normalised', {}, 'hinge'],
    [
      'with mean pooling and two plain blocks',
      { spectralNorm: false, pooling: 'mean', discriminatorSide: 8, plainBlocks: 2 },
      'wgan',
    ],
  ] as const)('trains with every plugin of this kind, %s', async (_, options, loss) => {
    const trainer = await trainerFor({
      model: { ...small, ...options },
      loss,
      train: { steps: 4, batch: 4 },
      plugins: ['glead', 'ggdr', { use: 'r1', every: 1 }, 'path-length'],
    });
    for (let step = 0; step < 2; step += 1) {
      const { numbers } = await trainer.advance();
      expect(numbers['glead/real']).toBeGreaterThan(0);
      expect(Math.abs(numbers['ggdr/features']! - 1)).toBeLessThan(0.5);
    }
    trainer.dispose();
  });
});

describe('spectral normalisation', () => {
  let kernel: tf.Tensor4D;
  let start: tf.Tensor;
  beforeAll(async () => {
    await ops.useEngine(testEngine);
    kernel = normalTensor(createRandom(6).stream('kernel').at(0), [3, 3, 4, 6]);
    start = normalTensor(createRandom(6).stream('direction').at(0), [6]);
  });
  const state = (direction: tf.Tensor) => ({
    parameters: new Map([['layer/kernel', kernel]]),
    buffers: new Map([['layer/direction', direction]]),
  });
  /** Runs the iteration until the direction stands still. */
  const settled = (): tf.Tensor => {
    let direction: tf.Tensor = start;
    for (let round = 0; round < 60; round += 1) {
      const observe = { record: (_: string, value: tf.Tensor) => void (direction = value) };
      spectrallyNormal({ tf, ops }, state(direction), 'layer', { observe });
    }
    return direction;
  };

  it('makes the largest singular value 1', () => {
    const normalised = tf.reshape(spectrallyNormal({ tf, ops }, state(settled()), 'layer'), [36, 6]) as tf.Tensor2D;
    // the trace of a high power of MᵀM is dominated by its largest eigenvalue
    let power: tf.Tensor2D = tf.matMul(normalised, normalised, true);
    for (let squaring = 0; squaring < 8; squaring += 1) power = tf.matMul(power, power);
    const trace = tf.sum(tf.mul(power, tf.eye(6))).dataSync()[0]!;
    expect(trace ** (1 / 256)).toBeCloseTo(1, 3);
  });

  it('has the gradient of the quotient with constant singular vectors', () => {
    const direction = settled();
    const weights = normalTensor(createRandom(6).stream('weights').at(0), [3, 3, 4, 6]);
    const along = normalTensor(createRandom(6).stream('along').at(0), [3, 3, 4, 6]);
    const loss = (value: tf.Tensor): tf.Scalar => {
      const moved = {
        parameters: new Map([['layer/kernel', value]]),
        buffers: new Map([['layer/direction', direction]]),
      };
      return tf.sum(tf.mul(spectrallyNormal({ tf, ops }, moved, 'layer'), weights));
    };
    const slope = tf.sum(tf.mul(tf.grad(loss)(kernel), along)).dataSync()[0]!;
    const at = (step: number): number => loss(tf.add(kernel, tf.mul(along, step))).dataSync()[0]!;
    expect(Math.abs((at(0.01) - at(-0.01)) / 0.02 / slope - 1)).toBeLessThan(1e-2);
  });

  it('moves its direction in the trainer’s one named forward only', async () => {
    const trainer = await trainerFor({ model: small, train: { steps: 4, batch: 4 }, plugins: ['r1'] });
    const buffer = trainer.context.networks.discriminator.buffers.get('8/first/direction')!;
    const before = [...buffer.dataSync()];
    trainer.context.discriminator.judge(images(4));
    expect([...buffer.dataSync()]).toEqual(before);
    await trainer.advance();
    expect([...buffer.dataSync()]).not.toEqual(before);
    trainer.dispose();
  });
});
