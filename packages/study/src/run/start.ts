import { createHash } from 'node:crypto';
import type { SavedRun } from '@ganreg/core/node';
import { Batches, type Data } from '@ganreg/core/training';
import { createRandom } from '@ganreg/numerics/random';
import type { Start } from './records.ts';

const bytes = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const hashOf = (values: Float32Array): string => createHash('sha256').update(bytes(values)).digest('hex');

/**
 * What a run starts from, to be compared between arms of one seed: weights of both players (heads belong to plugins), the first
 * real batch and the first latents.
 */
export const startOf = async ({ plan, snapshot }: SavedRun, data: Data): Promise<Start> => {
  const weights = createHash('sha256');
  const players = [...(snapshot?.tensors ?? [])].filter(([name]) =>
    /^(?:generator|discriminator|average)\//u.test(name),
  );
  for (const [name, { values }] of players.toSorted(([one], [other]) => (one < other ? -1 : 1)))
    weights.update(name).update(bytes(values));
  const random = createRandom(plan.config.seed);
  const batch = new Batches(data, plan.model, plan.batch, random).next(0);
  try {
    return {
      weights: weights.digest('hex'),
      batch: hashOf(await batch.data<'float32'>()),
      latents: hashOf(
        random
          .stream('latents/discriminator')
          .at(0)
          .normal(plan.batch * plan.model.latentSize),
      ),
    };
  } finally {
    batch.dispose();
  }
};
