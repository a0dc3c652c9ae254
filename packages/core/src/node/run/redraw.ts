import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Plan } from '../../plan/types.ts';
import type { Trainer } from '../../training/trainer.ts';
import { Scope } from '../../wiring/scope.ts';
import type { SavedRun } from './sample.ts';

/** Whether a plugin of the plan trains a head that the generator can redraw images from. */
export const redraws = ({ heads }: Plan): boolean =>
  heads.some(({ head: { name } }) => name === 'generator-features' || name === 'generator-style');

/** Real images, then their redrawings, `[2 × count, R, R, C]`. Which images is a matter of the seed alone. */
export const redrawImages = async ({ plan, context }: Trainer, count: number): Promise<Float32Array> => {
  const [tf, { reconstruct }, { createRandom }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('../../training/visual/reconstruction.ts'),
    import('@ganreg/numerics/random'),
  ]);
  const which = createRandom(plan.config.seed).stream('redrawn').at(0).integers(count, context.batches.count);
  const images = tf.tidy((): Tensor4D => {
    const real = context.batches.at([...which]);
    return tf.concat([real, reconstruct(context, real)], 0);
  });
  try {
    return Float32Array.from(await images.data<'float32'>());
  } finally {
    images.dispose();
  }
};

/**
 * Real images, then the same images as a saved run's generator redraws them from what its discriminator sees (GLeaD, CVPR 2023, figure 5):
 * `2 × count` images `[R, R, C]` one after the other, in [-1, 1]. Which images is a matter of the seed alone. Nothing where no plugin of
 * the run trains a head for it.
 * @param around provides services, as in training
 */
export const redrawRun = async (
  { plan, snapshot, project }: SavedRun,
  count: number,
  around?: Scope,
): Promise<Float32Array | undefined> => {
  if (snapshot === undefined || !redraws(plan)) return undefined;
  const [{ createTrainer }, { bindServices }] = await Promise.all([
    import('../../training/trainer.ts'),
    import('./open-services.ts'),
  ]);
  await using scope = around?.child() ?? new Scope();
  await bindServices(scope, plan, project);
  const trainer = await createTrainer(plan, scope);
  try {
    trainer.state.restore(snapshot);
    return await redrawImages(trainer, count);
  } finally {
    trainer.dispose();
  }
};
