import type { TrainingContext } from './context.ts';
import { drawLatents, fakeDraws, makeFakes } from './half-images.ts';
import { imageHooks, type Occasion } from './image-hooks.ts';
import { Judging } from './judging.ts';

/** A second set of reals and fakes, independent of the half's own, for one plugin. On the current tape. */
export const anotherBatch = (context: TrainingContext, id: string, occasion: Occasion): Judging => {
  const purpose = `plugin/${id}/another`;
  const apart: Occasion = { ...occasion, purpose };
  const hooks = imageHooks(context, apart);
  const latents = drawLatents(context, purpose, apart);
  return new Judging({
    images: {
      real: hooks.reals(context.batches.independent(context.random.stream(`data/${purpose}`).at(occasion.draw))),
      fake: makeFakes(context, latents, fakeDraws(context, purpose, occasion.draw)),
    },
    discriminator: context.discriminator,
    hooks,
    heads: context.heads,
    tools: context.tools,
    model: context.plan.model,
  });
};
