import * as tf from '@tensorflow/tfjs-core';
import { normalTensor } from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import { describe, expect, it } from 'vitest';
import { firstStyleAfter } from '../../../packages/core/src/models/families/stylegan2/geometry.ts';
import { bound, difference, type ModelChoice } from '../../support/bound.ts';
import { pixels } from '../../support/experiment.ts';
import { micro16, tiny32 } from '../../support/stylegan2.ts';

const latentsFor = (size: number): tf.Tensor2D =>
  normalTensor(createRandom(3).stream('latents').at(0), [3, size]) as tf.Tensor2D;

/** One style per layer, all different, so that a wrong place in the list shows. */
const unequalStyles = (styles: tf.Tensor): tf.Tensor3D => {
  const [batch = 1, slots = 1, size = 1] = styles.shape;
  return tf.add(styles, normalTensor(createRandom(4).stream('styles').at(0), [batch, slots, size]));
};

describe.each([
  ['micro16', micro16.model, [4, 8]],
  ['tiny32', tiny32.model, [4, 8, 16]],
] as const)('stylegan2 %s', (_, choice, sides) => {
  it.each(sides)('entered at %i with what a sample had there gives the sample itself, bit for bit', async (side) => {
    const { model, generator } = await bound(choice);
    for (const noise of ['constant', 'none'] as const) {
      const styles = unequalStyles(generator.map(latentsFor(model.latentSize)));
      const whole = generator.synthesize(styles, { noise });
      const resumed = generator.resume!(
        {
          resolution: side,
          features: whole.features.at(side),
          image: whole.pyramid!.at(side),
          style: tf.slice(styles, [0, firstStyleAfter(side), 0], [-1, -1, -1]),
        },
        { noise },
      );
      expect(difference(whole.images, resumed)).toBe(0);
      expect(pixels.distance(whole.images, resumed).dataSync()[0]).toBe(0);
    }
  });

  it('entered at side 1 with a style gives the image of that style', async () => {
    const { model, generator } = await bound(choice);
    const styles = generator.map(latentsFor(model.latentSize));
    const [style] = tf.unstack(styles, 1);
    const features = tf.reshape(style!, [-1, 1, 1, model.styleSize]) as tf.Tensor4D;
    const resumed = generator.resume!({ resolution: 1, features });
    expect(difference(generator.synthesize(styles).images, resumed)).toBe(0);
  });

  it('uses one style for every remaining layer', async () => {
    const { model, generator } = await bound(choice);
    const style = latentsFor(model.styleSize);
    const whole = generator.synthesize(style);
    const resumed = generator.resume!({
      resolution: 4,
      features: whole.features.at(4),
      image: whole.pyramid!.at(4),
      style,
    });
    expect(difference(whole.images, resumed)).toBe(0);
  });

  it('says what is missing', async () => {
    const { model, generator } = await bound(choice);
    const { features } = generator.synthesize(latentsFor(model.styleSize));
    expect(() => generator.resume!({ resolution: 4, features: features.at(4) })).toThrow('the image so far');
  });

  it('draws other noise for each re-entry of the same features', async () => {
    const { model, generator } = await bound({ ...choice, noise: 'random' });
    const style = latentsFor(model.styleSize);
    const whole = generator.synthesize(style);
    const from = { resolution: 4, features: whole.features.at(4), image: whole.pyramid!.at(4), style };
    const draws = createRandom(5).stream('noise').at(0);
    const [one, other] = [generator.resume!(from, { draws }), generator.resume!(from, { draws })];
    expect(difference(one, other)).toBeGreaterThan(1e-3);
  });
});

describe.each<ModelChoice>([
  { use: 'dcgan', resolution: 16, channels: 3, width: 8 },
  { use: 'dcgan', resolution: 16, channels: 3, width: 8, batchNorm: 'none' },
  { use: 'resnet', resolution: 16, channels: 1 },
])('$use', (choice) => {
  it('entered with a sample’s own features gives the sample itself, in both modes', async () => {
    const { model, generator } = await bound(choice);
    const whole = (mode: 'training' | 'evaluation') => generator.synthesize(latentsFor(model.latentSize), { mode });
    for (const mode of ['training', 'evaluation'] as const) {
      const { images, features } = whole(mode);
      for (const resolution of model.generator.reentry!.resolutions) {
        const resumed = generator.resume!({ resolution, features: features.at(resolution) }, { mode });
        expect(difference(images, resumed)).toBe(0);
      }
    }
  });
});
