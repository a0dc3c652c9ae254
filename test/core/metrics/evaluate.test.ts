import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapted } from '../../../packages/core/src/data/adapted.ts';
import type { Dataset } from '../../../packages/core/src/data/dataset.ts';
import { subset } from '../../../packages/core/src/data/subset.ts';
import { embedImages } from '../../../packages/core/src/metrics/embed-images.ts';
import { measureImages, metricNames } from '../../../packages/core/src/metrics/measure-images.ts';
import { evaluateFrechet } from '../../../packages/core/src/metrics/evaluate-frechet.ts';
import { openEmbedded } from '../../../packages/core/src/node/data/open-embedded.ts';
import { openFeatureNetwork } from '../../../packages/core/src/node/features/open-feature-network.ts';
import type { FeatureNetwork } from '../../../packages/core/src/perceptual/feature-network.ts';

describe('evaluateFrechet', () => {
  let network: FeatureNetwork;
  let train: Dataset;
  let test: Dataset;
  const part = (set: Dataset, count: number) =>
    subset(
      set,
      Array.from({ length: count }, (_, index) => index),
    );
  const changed = (set: Dataset, change: (value: number, index: number) => number): Dataset => ({
    ...set,
    image: (index) => Uint8Array.from(Uint8ClampedArray.from(set.image(index), change)),
  });
  beforeAll(async () => {
    await useEngine('wasm');
    network = await openFeatureNetwork();
    train = part(adapted(await openEmbedded(), { resolution: 32, channels: 1 }), 100);
    test = part(adapted(await openEmbedded('test'), { resolution: 32, channels: 1 }), 100);
  });
  afterAll(() => network.dispose());

  it('is zero for the reference itself, near its floor for real images, far above it for spoilt ones', async () => {
    const same = await evaluateFrechet({ network, reference: train, samples: train, heldOut: test });
    expect(same.distance).toBeLessThan(1e-6 * same.floor!);
    expect(same).toMatchObject({
      name: 'FD-efficientnet-lite0@64, n = 100',
      count: 100,
      weightsHash: network.weightsHash,
    });
    const { reference } = same;
    const halves = subset(
      test,
      Array.from({ length: 100 }, (_, index) => 99 - index),
    );
    const real = await evaluateFrechet({ network, reference, samples: halves });
    expect(real.distance).toBeCloseTo(same.floor!, 3);
    expect(real.floor).toBeUndefined();
    const noisy = changed(test, (value, index) => value + 40 * Math.sin(index * 7.3));
    const inverted = changed(test, (value) => 255 - value);
    const noise = await evaluateFrechet({ network, reference, samples: noisy });
    const inversion = await evaluateFrechet({ network, reference, samples: inverted });
    expect(noise.distance).toBeGreaterThan(1.5 * same.floor!);
    expect(inversion.distance).toBeGreaterThan(3 * same.floor!);
  });

  it('asks for as many held-out images as there are samples', async () => {
    await expect(
      evaluateFrechet({ network, reference: train, samples: test, heldOut: part(test, 10) }),
    ).rejects.toThrow('floor for 100 samples needs as many held-out images, not 10');
  });

  it('agrees with all metrics measured at once, which tell real images from spoilt ones', async () => {
    const few = part(test, 40);
    const inverted = changed(few, (value) => 255 - value);
    const { values, real, reference, space } = await measureImages({
      network,
      metrics: metricNames,
      reference: train,
      samples: inverted,
      heldOut: few,
    });
    expect(space).toBe('efficientnet-lite0@64');
    expect(Object.keys(values)).toEqual([...metricNames]);
    const alone = await evaluateFrechet({ network, reference: train, samples: inverted });
    expect(values.fd).toBeCloseTo(alone.distance, 3);
    expect(values.kid).toBeGreaterThan(10 * Math.abs(real!.kid!));
    for (const name of ['precision', 'recall', 'density', 'coverage'] as const) {
      expect(real![name]).toBeGreaterThan(0.5);
      expect(values[name]).toBeLessThan(real![name]! / 2);
    }
    const again = await measureImages({ network, metrics: ['kid'], reference, samples: inverted });
    expect(again.values).toEqual({ kid: values.kid });
    await expect(measureImages({ network, metrics: ['fd'], reference: few, samples: test })).rejects.toThrow('not 40');
  });

  it('embeds in batches what it embeds at once, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const few = await embedImages(network, test, { count: 7, batch: 3 });
    const once = await embedImages(network, test, { count: 7 });
    expect(few).toMatchObject({ count: 7, dimension: network.dimension });
    few.values.forEach((value, index) => expect(Math.abs(value - once.values[index]!)).toBeLessThan(1e-5));
    expect(tf.memory().numTensors).toBe(before);
  });
});
