import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Draws } from '@ganreg/numerics/random';
import { cannotReenter, missingHead } from '../../errors/plan.ts';
import type { TrainingContext } from '../context.ts';
import type { ImageHooks } from '../image-hooks.ts';
import { Judging } from '../judging.ts';

const unchanged: ImageHooks = {
  reals: (images) => images,
  augment: (images) => ({ images }),
  replace: undefined,
};

/**
 * Images as the generator redraws them from what the discriminator sees (GLeaD, CVPR 2023, figure 5), through the heads
 * `generator-features`, `generator-image` and `generator-style`. `[B, R, R, C]` in [-1, 1] → the same shape.
 * @param draws noise of the generator; without it, its fixed noise
 * @throws GanregError PLAN_MISSING_HEAD when no plugin of the run trains these heads
 */
export const reconstruct = (
  context: Pick<TrainingContext, 'plan' | 'tools' | 'generator' | 'discriminator' | 'heads'>,
  images: Tensor4D,
  draws?: Draws,
): Tensor4D => {
  const { plan, tools, generator, discriminator, heads } = context;
  const { resume } = generator;
  if (resume === undefined)
    throw cannotReenter('model', 'a reconstruction', plan.family.name, 'cannot be entered half-way');
  return tf.tidy(() => {
    const judging = new Judging({
      images: { real: images },
      discriminator,
      hooks: unchanged,
      heads,
      tools,
      model: plan.model,
    });
    const output = <T extends tf.Tensor>(name: string): T | undefined =>
      heads.has(name) ? (judging.head(name, 'real') as T) : undefined;
    const style = output<Tensor2D>('generator-style');
    const features = output<Tensor4D>('generator-features');
    if (features !== undefined)
      return resume({ resolution: features.shape[1], features, image: output('generator-image'), style }, { draws });
    if (style === undefined)
      throw missingHead('plugins', 'a reconstruction', 'generator-features', [...heads.keys()], undefined);
    return resume({ resolution: 1, features: tf.reshape(style, [-1, 1, 1, plan.model.styleSize]) }, { draws });
  });
};

/**
 * Rows of a picture: the reals, their redrawings, the fakes, their redrawings, `[4n, R, R, C]`. Lay out with n columns.
 * @param reals `[n, R, R, C]`
 * @param fakes `[n, R, R, C]`
 */
export const reconstructionRows = (
  context: Parameters<typeof reconstruct>[0],
  reals: Tensor4D,
  fakes: Tensor4D,
  draws?: Draws,
): Tensor4D =>
  tf.tidy(() => tf.concat([reals, reconstruct(context, reals, draws), fakes, reconstruct(context, fakes, draws)], 0));
