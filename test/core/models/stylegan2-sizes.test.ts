import { describe, expect, it } from 'vitest';
import {
  countParameters,
  families,
  mapHead,
  pooledHead,
  unetDecoder,
  type Head,
  type ModelDescription,
} from '@ganreg/core';
import {
  firstStyleAfter,
  styleCount,
  stylesAfter,
} from '../../../packages/core/src/models/families/stylegan2/geometry.ts';

const family = families.find((each) => each.name === 'stylegan2');

const modelOf = (options: string | object, resolution: number): ModelDescription => {
  const given = typeof options === 'string' ? family!.presets![options] : options;
  return family!.describe(family!.options.parse(given), { resolution, channels: 3 });
};

const micro = modelOf(
  { channelBase: 256, channelMax: 16, latentSize: 16, styleSize: 16, mappingLayers: 2, minibatchGroup: 4 },
  16,
);

const counts = (model: ModelDescription): readonly [mapping: number, synthesis: number, discriminator: number] => {
  const all = Object.entries(model.generator.parameters);
  const mapping = countParameters(Object.fromEntries(all.filter(([path]) => path.startsWith('mapping/'))));
  return [
    mapping,
    countParameters(model.generator.parameters) - mapping,
    countParameters(model.discriminator.parameters),
  ];
};

const size = (model: ModelDescription, head: Head): number => countParameters(head.parameters(model));

const heads = (model: ModelDescription, at: number, to = at): readonly number[] => [
  size(model, unetDecoder({ to: at })),
  size(model, mapHead({ name: 'image', at, to, channels: 3 })),
  size(model, mapHead({ name: 'features', at, to, channels: model.generator.taps.get(to)! })),
  size(model, pooledHead({ name: 'style', at, size: model.styleSize })),
];

describe('parameters of stylegan2', () => {
  it.each([
    ['stylegan2-256', 256, [2_101_248, 22_666_210, 24_001_089]],
    ['stylegan2-64', 64, [525_312, 21_718_296, 23_407_361]],
    ['stylegan2-32', 32, [525_312, 19_422_227, 21_507_073]],
    ['stylegan2-cifar', 32, [525_312, 19_422_227, 20_720_641]],
  ])('%s are as many as published', (preset, resolution, expected) => {
    expect(counts(modelOf(preset, resolution))).toEqual(expected);
  });

  it('of the sizes that tests train are as many as the published code makes', () => {
    expect(counts(micro)).toEqual([544, 14_190, 16_449]);
    expect(counts(modelOf({}, 32))).toEqual([8320, 255_667, 288_993]);
    expect(counts(modelOf({ discriminator: 'orig' }, 32))).toEqual([8320, 255_667, 278_753]);
  });

  it.each([
    ['stylegan2-256', 256, 64, 64, [1_574_656, 771, 65_792, 131_584]],
    ['stylegan2-256', 256, 64, 32, [1_574_656, 771, 131_584, 131_584]],
    ['stylegan2-64', 64, 16, 16, [787_456, 1539, 262_656, 262_656]],
    ['stylegan2-32', 32, 8, 8, [262_656, 1539, 262_656, 262_656]],
  ])(
    '%s has the published decoder and heads at %i px, decoder to %i, f at %i',
    (preset, resolution, at, to, expected) => {
      expect(heads(modelOf(preset, resolution), at, to)).toEqual(expected);
    },
  );

  it('has micro and tiny decoders and heads of the published size', () => {
    expect(heads(micro, 8)).toEqual([272, 51, 272, 272]);
    expect(heads(modelOf({}, 32), 8)).toEqual([4160, 195, 4160, 4160]);
  });
});

describe('style slots', () => {
  it.each([
    [256, 64, 14, 9, 5],
    [256, 32, 14, 7, 7],
    [64, 16, 10, 5, 5],
    [32, 8, 8, 3, 5],
  ])('of %i px entered at %i: %i in all, the tail from %i on, %i long', (resolution, side, all, first, tail) => {
    expect([styleCount(resolution), firstStyleAfter(side), stylesAfter(resolution, side)]).toEqual([all, first, tail]);
  });
});

describe('multiply-adds of one forward', () => {
  // Measured with the published code, methods' cost table, in units of 10⁹.
  it.each([
    ['stylegan2-256', 256, 64, [15.03, 15.64, 7.37]],
    ['stylegan2-256', 256, 32, [15.03, 15.64, 11.02]],
    ['stylegan2-64', 64, 16, [7.66, 7.91, 6.68]],
    ['stylegan2-cifar', 32, 8, [4.02, 4.02, 3.79]],
  ])('%s at %i px, entered at %i, are the measured ones within 1.5 %%', (preset, resolution, side, expected) => {
    const { macs } = modelOf(preset, resolution);
    const own = [macs.generator, macs.discriminator, macs.resume(side)].map((each) => each / 1e9);
    for (const [index, value] of own.entries()) expect(Math.abs(value / expected[index]! - 1)).toBeLessThan(0.015);
  });
});

describe('a stylegan2 model', () => {
  it('refuses sides that are not a power of two from 16 on', () => {
    for (const side of [8, 24, 31]) expect(() => modelOf({}, side)).toThrow('power of two');
  });

  it('takes every power of two from 16 to 1024', () => {
    for (let side = 16; side <= 1024; side *= 2) expect(modelOf({}, side).generator.taps.get(side)).toBeGreaterThan(0);
  });

  it('compares images by a statistic unless the group is one image', () => {
    expect(modelOf({}, 32).discriminator.batchCoupled).toBe('statistics');
    expect(modelOf({ minibatchGroup: 1 }, 32).discriminator.batchCoupled).toBe(false);
  });
});
