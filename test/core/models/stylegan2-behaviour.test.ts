import * as tf from '@tensorflow/tfjs-core';
import { firDown, firUp, normalTensor, useEngine } from '@ganreg/numerics';
import { createRandom, type Draws } from '@ganreg/numerics/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { withMinibatchDeviation } from '../../../packages/core/src/models/families/stylegan2/minibatch-deviation.ts';
import { groupSize } from '../../../packages/core/src/models/families/stylegan2/minibatch-group.ts';
import { bound, difference, type Bound } from '../../support/bound.ts';
import { testEngine, trainerFor } from '../../support/experiment.ts';
import { micro16 } from '../../support/stylegan2.ts';

const random = { ...micro16.model, noise: 'random', mixing: 0.9 } as const;
const draws = (step = 0): Draws => createRandom(5).stream('draws').at(step);
const latents = (count = 4): tf.Tensor2D => normalTensor(createRandom(3).stream('z').at(0), [count, 16]) as tf.Tensor2D;

beforeAll(async () => {
  await useEngine(testEngine);
});

describe('the filter', () => {
  const values = (x: tf.Tensor): readonly number[] => [...x.dataSync()];

  it('doubles a unit impulse to the outer product of (¼, ¾, ¾, ¼), one pixel before its place', () => {
    const impulse = tf.tensor4d([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 4, 4, 1]);
    const patch = tf.slice4d(firUp(impulse), [0, 1, 1, 0], [1, 4, 4, 1]);
    const taps = [0.25, 0.75, 0.75, 0.25];
    expect(values(patch)).toEqual(taps.flatMap((one) => taps.map((other) => one * other)));
    expect(values(tf.sum(firUp(impulse)))).toEqual([4]);
  });

  it('doubles ones to ¾ at the edges and 9⁄16 in the corners', () => {
    const doubled = firUp(tf.ones<tf.Rank.R4>([1, 4, 4, 1]));
    const at = (row: number, column: number): number =>
      values(tf.slice4d(doubled, [0, row, column, 0], [1, 1, 1, 1]))[0]!;
    expect([at(0, 0), at(0, 3), at(7, 4), at(7, 7), at(3, 3)]).toEqual([0.5625, 0.75, 0.75, 0.5625, 1]);
  });

  it('halves 4×4 ones to 0.765625 everywhere', () => {
    expect(values(firDown(tf.ones<tf.Rank.R4>([1, 4, 4, 1])))).toEqual([0.765625, 0.765625, 0.765625, 0.765625]);
  });
});

describe('noise', () => {
  let net: Bound;
  beforeAll(async () => {
    net = await bound(random);
  });
  const images = (request: object): tf.Tensor4D => {
    const styles = net.generator.map(latents());
    return net.generator.synthesize(styles, request).images;
  };

  it('is drawn anew, fixed, or absent', () => {
    expect(difference(images({ draws: draws(0) }), images({ draws: draws(0) }))).toBe(0);
    expect(difference(images({ draws: draws(0) }), images({ draws: draws(1) }))).toBeGreaterThan(1e-3);
    expect(difference(images({ noise: 'constant' }), images({ noise: 'constant', draws: draws(1) }))).toBe(0);
    expect(difference(images({ noise: 'constant' }), images({ noise: 'none' }))).toBeGreaterThan(1e-3);
  });

  it('falls back to the fixed one where nothing can be drawn', () => {
    expect(difference(images({}), images({ noise: 'constant' }))).toBe(0);
  });

  it('does nothing while its strengths are 0, as they start', async () => {
    const trainer = await trainerFor({ model: random, train: { steps: 1, batch: 4 } });
    const { generator } = trainer.context;
    const styles = generator.map(latents());
    const [one, other] = [
      generator.synthesize(styles, { draws: draws() }),
      generator.synthesize(styles, { noise: 'none' }),
    ];
    expect(difference(one.images, other.images)).toBe(0);
    trainer.dispose();
  });
});

describe('styles', () => {
  let net: Bound;
  beforeAll(async () => {
    net = await bound(random);
  });
  /** Which slots hold the same style as the first. */
  const unmixed = (styles: tf.Tensor): number => {
    const each = tf.unstack(styles, 1);
    return each.filter((style) => difference(style, each[0]!) === 0).length;
  };

  it('are mixed in nine of ten training batches, from a slot between the first and the last on', () => {
    const kept = Array.from({ length: 200 }, (_, step) =>
      unmixed(net.generator.map(latents(2), { draws: draws(step) })),
    );
    const whole = kept.filter((count) => count === 6).length;
    expect(whole).toBeGreaterThan(8);
    expect(whole).toBeLessThan(34);
    expect(new Set(kept)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('are not mixed in evaluation, without draws, or at mixing 0', async () => {
    const plain = await bound({ ...random, mixing: 0 });
    for (let step = 0; step < 5; step += 1) {
      expect(unmixed(net.generator.map(latents(), { draws: draws(step), mode: 'evaluation' }))).toBe(6);
      expect(unmixed(plain.generator.map(latents(), { draws: draws(step) }))).toBe(6);
    }
    expect(unmixed(net.generator.map(latents()))).toBe(6);
  });

  it('do not depend on how long the latents are', () => {
    const longer = net.generator.map(tf.mul<tf.Tensor2D>(latents(), 7));
    expect(difference(longer, net.generator.map(latents()))).toBeLessThan(1e-5);
  });

  it('are pulled towards their average by truncation', () => {
    const average = net.variables.generator.buffers.get('mapping/average')!;
    const own = net.generator.map(latents(), { mode: 'evaluation' });
    const half = net.generator.map(latents(), { mode: 'evaluation', truncation: 0.5 });
    expect(difference(half, tf.mul(tf.add(own, average), 0.5))).toBeLessThan(1e-6);
    const none = net.generator.map(latents(), { mode: 'evaluation', truncation: 0 });
    expect(difference(none, tf.add(tf.zerosLike(none), average))).toBe(0);
  });
});

describe('the average style', () => {
  it('keeps 0.995 of itself in each step, and no other forward moves it', async () => {
    const trainer = await trainerFor({ ...micro16, train: { steps: 4, batch: 4, ema: false }, plugins: ['glead'] });
    const buffer = trainer.context.networks.generator.buffers.get('mapping/average')!;
    const before = Float32Array.from(buffer.dataSync());
    const { generator, random: streams } = trainer.context;
    const z = normalTensor(streams.stream('latents/generator').at(0), [4, 16]) as tf.Tensor2D;
    const [style] = tf.unstack(generator.map(z), 1);
    const mean = tf.mean(style!, 0).dataSync();
    trainer.sample(trainer.latents(4));
    expect([...buffer.dataSync()]).toEqual([...before]);
    await trainer.advance();
    for (const [index, value] of buffer.dataSync().entries())
      expect(value).toBeCloseTo(0.995 * before[index]! + 0.005 * mean[index]!, 6);
    trainer.dispose();
  });
});

describe('the minibatch deviation', () => {
  it('compares images that are a whole number of groups apart', () => {
    const place = (value: number): number[] => Array<number>(8).fill(value);
    // groups of two of four images: 0 with 2, 1 with 3
    const x = tf.tensor4d([...place(0), ...place(0), ...place(2), ...place(6)], [4, 2, 2, 2]);
    const added = tf.slice(withMinibatchDeviation(tf, x, 2), [0, 0, 0, 2], [-1, -1, -1, 1]);
    const each = tf.mean(added, [1, 2, 3]).dataSync();
    for (const [index, expected] of [1, 3, 1, 3].entries()) expect(each[index]).toBeCloseTo(expected, 5);
  });

  it('uses the largest group that divides the batch', () => {
    expect([groupSize(8, 4), groupSize(6, 4), groupSize(7, 4), groupSize(2, 8)]).toEqual([4, 3, 1, 2]);
  });

  it('lets scores depend on the batch only where it is used', async () => {
    const alone = async (minibatchGroup: number): Promise<number> => {
      const { discriminator } = await bound({ ...micro16.model, minibatchGroup });
      const images = normalTensor(createRandom(8).stream('x').at(0), [4, 16, 16, 3]) as tf.Tensor4D;
      const [first] = discriminator.judge(images).logits.dataSync();
      const [single] = discriminator.judge(tf.slice4d(images, [0, 0, 0, 0], [1, 16, 16, 3])).logits.dataSync();
      return Math.abs(first! - single!);
    };
    expect(await alone(4)).toBeGreaterThan(1e-3);
    expect(await alone(1)).toBeLessThan(1e-5);
  });
});

describe('the discriminator', () => {
  it.each(['resnet', 'orig'])('(%s) scores an embedding as it scores the image', async (kind) => {
    const { discriminator, model } = await bound({ ...micro16.model, discriminator: kind });
    const images = normalTensor(createRandom(8).stream('x').at(0), [4, 16, 16, 3]) as tf.Tensor4D;
    const { logits, embedding, features } = discriminator.judge(images);
    expect(difference(discriminator.score(embedding), logits)).toBe(0);
    for (const [side, channels] of model.discriminator.taps)
      expect(features.at(side).shape).toEqual([4, side, side, channels]);
  });

  it('has features after activation in the plain form', async () => {
    const { discriminator } = await bound({ ...micro16.model, discriminator: 'orig' });
    const images = normalTensor(createRandom(8).stream('x').at(0), [4, 16, 16, 3]) as tf.Tensor4D;
    const { features } = discriminator.judge(images);
    // leaky ReLU with slope 0.2 leaves negative values a fifth as long as positive ones
    const [low, high] = [tf.mean(tf.relu(tf.neg(features.at(8)))), tf.mean(tf.relu(features.at(8)))];
    expect(low.dataSync()[0]! / high.dataSync()[0]!).toBeLessThan(0.5);
  });
});

describe('features of the generator', () => {
  it('are block outputs after activation, √2 times leaky ReLU', async () => {
    const { generator } = await bound(micro16.model);
    const { features } = generator.synthesize(generator.map(latents()));
    for (const side of [4, 8, 16]) {
      expect(features.at(side).shape).toEqual([4, side, side, 16]);
      const [low, high] = [tf.mean(tf.relu(tf.neg(features.at(side)))), tf.mean(tf.relu(features.at(side)))];
      expect(low.dataSync()[0]! / high.dataSync()[0]!).toBeLessThan(0.5);
    }
  });
});

describe('the CPU-sized default', () => {
  it('makes 32 px images of grey data, and trains on them with everything published', async () => {
    const trainer = await trainerFor({
      data: 'embedded',
      model: 'stylegan2',
      train: { steps: 4, batch: 4, order: 'generator-first', ema: { halfLife: '1k', rampUp: 0.05 } },
      plugins: ['glead', 'ggdr', { use: 'r1', with: { phase: 'own' } }, 'path-length'],
    });
    expect([trainer.plan.model.resolution, trainer.plan.model.channels]).toEqual([32, 1]);
    const first = (await trainer.advance()).numbers;
    const second = (await trainer.advance()).numbers;
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['r1/penalty', 'path-length/penalty', 'glead/fake']));
    expect(Object.keys(second)).not.toContain('r1/penalty');
    expect(tf.tidy(() => trainer.sample(trainer.latents(2)).shape)).toEqual([2, 32, 32, 1]);
    trainer.dispose();
  });
});
