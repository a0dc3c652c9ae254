import { createHash } from 'node:crypto';
import type { Dataset, PointSet } from '@ganreg/core';
import { adapted } from '@ganreg/core/metrics';
import { createRandom } from '@ganreg/numerics/random';
import { tooFewReal } from '../errors.ts';
import type { SetName } from './protocol.ts';
import { pick, type Modes, type Samples } from './samples.ts';

type Data = Dataset | PointSet;

/** Real samples that generated ones are compared with, and others that play a perfect generator. */
export interface RealSets {
  readonly reference: { readonly samples: Samples; readonly name: SetName };
  /** As many as the samples; disjoint from the reference. Nothing when there are too few. */
  readonly floor: { readonly samples: Samples; readonly name: SetName } | undefined;
  readonly modes: Modes | undefined;
}

export interface RealRequest {
  readonly train: Data;
  /** The official test split, where there is one. */
  readonly test?: Data | undefined;
  /** Size of the images that a model makes; real ones are brought to it as in training. */
  readonly model: { readonly resolution: number; readonly channels: number };
  readonly count: number;
  /** Most real images in the reference. */
  readonly limit: number;
}

const shuffled = (count: number): Int32Array => createRandom(0).stream('evaluation/real').at(0).permutation(count);

const part = (
  data: Data,
  model: RealRequest['model'],
  from: number,
  to: number,
): { readonly samples: Samples; readonly name: SetName } => {
  const set: Data = data.kind === 'points' ? data : adapted(data, model);
  const indices = shuffled(set.count).subarray(from, to);
  const hash = createHash('sha256').update(`${set.hash}, shuffle 1, ${from} to ${to}`).digest('hex');
  return { samples: pick(set, indices), name: { name: set.name, hash, count: indices.length } };
};

/**
 * Chooses reference and floor. Sets are shuffled first (always alike): files of a folder come class by class. The floor is taken
 * from the test split, or where there is none from real images that the reference then goes without.
 * @throws GanregError STUDY_TOO_FEW_REAL
 */
export const realSets = ({ train, test, model, count, limit }: RealRequest): RealSets => {
  const modes = train.kind === 'points' ? train : undefined;
  if (train.count < count) throw tooFewReal(train.name, train.count, count);
  if (test !== undefined && test.hash !== train.hash && test.count >= count) {
    return {
      reference: part(train, model, 0, Math.max(count, Math.min(limit, train.count))),
      floor: part(test, model, 0, count),
      modes,
    };
  }
  const spare = train.count - count;
  if (spare < count) return { reference: part(train, model, 0, train.count), floor: undefined, modes };
  return {
    reference: part(train, model, 0, Math.max(count, Math.min(limit, spare))),
    floor: part(train, model, train.count - count, train.count),
    modes,
  };
};
