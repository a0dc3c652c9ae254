import type * as tf from '@tensorflow/tfjs-core';
import { normalTensor } from '@ganreg/numerics';
import type { Draws } from '@ganreg/numerics/random';
import type { Observations } from '../models/types.ts';
import type { TrainingContext } from './context.ts';
import { shapeLatents, type Occasion } from './image-hooks.ts';
import type { HalfImages } from './judging.ts';

/** The draws that a half's fakes are made with; each call starts them anew. */
export interface FakeDraws {
  readonly mixing: () => Draws;
  readonly noise: () => Draws;
}

/** Streams of one purpose, for example `latents/discriminator`. */
export const fakeDraws = ({ random }: TrainingContext, purpose: string, draw: number): FakeDraws => ({
  mixing: () => random.stream(`mixing/${purpose}`).at(draw),
  noise: () => random.stream(`noise/${purpose}`).at(draw),
});

/** Latents of one purpose as the plugins want them, `[B, latentSize]`. */
export const drawLatents = (context: TrainingContext, purpose: string, occasion: Occasion): tf.Tensor2D => {
  const { plan, random } = context;
  const normal = normalTensor(random.stream(`latents/${purpose}`).at(occasion.draw), [
    plan.batch,
    plan.model.latentSize,
  ]) as tf.Tensor2D;
  return shapeLatents(context, normal, occasion);
};

/** Fakes of these latents with everything that belongs to them. */
export const makeFakes = (
  { generator }: TrainingContext,
  latents: tf.Tensor2D,
  draws: FakeDraws,
  observe?: Observations,
): NonNullable<HalfImages['fake']> => {
  const styles = generator.map(latents, { draws: draws.mixing(), observe });
  return { latents, ...generator.synthesize(styles, { draws: draws.noise(), observe }) };
};
