import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapted } from '../../../packages/core/src/data/adapted.ts';
import type { Dataset } from '../../../packages/core/src/data/dataset.ts';
import { subset } from '../../../packages/core/src/data/subset.ts';
import { embedImages } from '../../../packages/core/src/metrics/embed-images.ts';
import { imageSpace, type ImageSpace } from '../../../packages/core/src/metrics/image-space.ts';
import { featureMetrics } from '../../../packages/core/src/metrics/measure-features.ts';
import { measureImages } from '../../../packages/core/src/metrics/measure-images.ts';
import { openEmbedded } from '../../../packages/core/src/node/data/open-embedded.ts';
import { openFeatureNetwork } from '../../../packages/core/src/node/features/open-feature-network.ts';

describe('metrics of images', () => {
  let space: ImageSpace;
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
    space = imageSpace(await openFeatureNetwork());
    train = part(adapted(await openEmbedded(), { resolution: 32, channels: 1 }), 100);
    test = part(adapted(await openEmbedded('test'), { resolution: 32, channels: 1 }), 100);
  });
  afterAll(() => space.dispose());

  it('are zero for the reference itself, near their floor for real images, far above it for spoilt ones', async () => {
    const fd = { space, metrics: ['fd'] } as const;
    const same = await measureImages({ ...fd, reference: train, samples: train, heldOut: test });
    const floor = same.real!.fd!;
    expect(same.values.fd).toBeLessThan(1e-6 * floor);
    expect(same).toMatchObject({ space: 'efficientnet-lite0@64', count: 100, weightsHash: space.weightsHash });
    const { reference } = same;
    const reversed = subset(
      test,
      Array.from({ length: 100 }, (_, index) => 99 - index),
    );
    const real = await measureImages({ ...fd, reference, samples: reversed });
    expect(real.values.fd).toBeCloseTo(floor, 3);
    expect(real.real).toBeUndefined();
    const noisy = changed(test, (value, index) => value + 40 * Math.sin(index * 7.3));
    const inverted = changed(test, (value) => 255 - value);
    const noise = await measureImages({ ...fd, reference, samples: noisy });
    const inversion = await measureImages({ ...fd, reference, samples: inverted });
    expect(noise.values.fd).toBeGreaterThan(1.5 * floor);
    expect(inversion.values.fd).toBeGreaterThan(3 * floor);
  });

  it('ask for as many held-out images as there are samples', async () => {
    await expect(
      measureImages({ space, metrics: ['fd'], reference: train, samples: test, heldOut: part(test, 10) }),
    ).rejects.toThrow('100 samples need as many real images to compare with, not 10');
  });

  it('are measured all at once, and tell real images from spoilt ones', async () => {
    const few = part(test, 40);
    const inverted = changed(few, (value) => 255 - value);
    const { values, real, reference } = await measureImages({
      space,
      metrics: featureMetrics,
      reference: train,
      samples: inverted,
      heldOut: few,
    });
    expect(Object.keys(values)).toEqual([...featureMetrics]);
    expect(values.kid).toBeGreaterThan(10 * Math.abs(real!.kid!));
    for (const name of ['precision', 'recall', 'density', 'coverage'] as const) {
      expect(real![name]).toBeGreaterThan(0.5);
      expect(values[name]).toBeLessThan(real![name]! / 2);
    }
    const again = await measureImages({ space, metrics: ['kid'], reference, samples: inverted });
    expect(again.values).toEqual({ kid: values.kid });
    await expect(measureImages({ space, metrics: ['fd'], reference: few, samples: test })).rejects.toThrow('not 40');
  });

  it('are of features embedded in batches, which are those embedded at once; no tensor stays behind', async () => {
    const before = tf.memory().numTensors;
    const few = await embedImages(space, test, { count: 7, batch: 3 });
    const once = await embedImages(space, test, { count: 7 });
    expect(few).toMatchObject({ count: 7, dimension: space.dimension });
    few.values.forEach((value, index) => expect(Math.abs(value - once.values[index]!)).toBeLessThan(1e-5));
    expect(tf.memory().numTensors).toBe(before);
  });
});
