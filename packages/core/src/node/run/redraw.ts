import { Scope } from '../../wiring/scope.ts';
import type { SavedRun } from './sample.ts';

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
  const names = plan.heads.map(({ head }) => head.name);
  if (snapshot === undefined || !names.some((name) => name === 'generator-features' || name === 'generator-style'))
    return undefined;
  const [tf, { createTrainer }, { bindServices }, { reconstruct }, { createRandom }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('../../training/trainer.ts'),
    import('./open-services.ts'),
    import('../../training/visual/reconstruction.ts'),
    import('@ganreg/numerics/random'),
  ]);
  await using scope = around?.child() ?? new Scope();
  const { data } = await bindServices(scope, plan, project);
  const trainer = await createTrainer(plan, scope);
  try {
    trainer.state.restore(snapshot);
    const { context } = trainer;
    const which = createRandom(plan.config.seed).stream('redrawn').at(0).integers(count, data.count);
    const images = tf.tidy(() => {
      const real = context.batches.at([...which]);
      return tf.concat([real, reconstruct(context, real)], 0);
    });
    try {
      return Float32Array.from(await images.data<'float32'>());
    } finally {
      images.dispose();
    }
  } finally {
    trainer.dispose();
  }
};
