import type { MetricName, SpaceSpec } from '@ganreg/core';
import { neighbours, referenceFor, type Reference } from '@ganreg/core/metrics';
import { cachedFeatures } from './feature-cache.ts';
import { openSpace, type FeatureSpace } from './feature-space.ts';
import { measure } from './metrics.ts';
import type { Values } from './values.ts';
import type { Protocol } from './protocol.ts';
import type { RealSets } from './real-sets.ts';
import type { Samples } from './samples.ts';

/** Numbers of one feature space, with the protocol that they hold under. */
export interface Measured {
  readonly protocol: Protocol;
  readonly values: Values;
}

/** Measures any number of sample sets against one reference, each set embedded once per space. */
export interface Evaluator {
  readonly protocols: readonly Protocol[];
  /** One entry per space, in the order asked for. */
  readonly evaluate: (samples: Samples) => Promise<readonly Measured[]>;
  /** Real images measured like samples; nothing where there are too few. */
  readonly floor: () => Promise<readonly Measured[] | undefined>;
  readonly dispose: () => void;
}

export interface EvaluatorRequest {
  readonly spaces: readonly SpaceSpec[];
  /** Folder that paths of spaces are relative to. */
  readonly project: string;
  readonly metrics: readonly MetricName[];
  readonly count: number;
  readonly real: RealSets;
  /** Where features of real images are kept. */
  readonly cache: string;
  /** Name of the engine that computes: features differ in their last bits. */
  readonly engine: string;
}

interface Prepared {
  readonly space: FeatureSpace;
  readonly protocol: Protocol;
  readonly reference: Reference;
}

const protocolOf = (space: FeatureSpace, { real, count, engine }: EvaluatorRequest): Protocol => ({
  version: 1,
  space: space.name,
  weightsHash: space.weightsHash,
  ...(space.fid === true ? { fid: true } : {}),
  resize: space.resize,
  quantised: real.reference.samples.kind === 'images' ? 'uint8' : 'no',
  samples: count,
  reference: real.reference.name,
  floor: real.floor?.name ?? null,
  neighbours,
  engine,
});

/** Opens the spaces on the current engine and embeds the reference, or reads it from the cache. */
export const openEvaluator = async (request: EvaluatorRequest): Promise<Evaluator> => {
  const { real, metrics, cache, engine } = request;
  const cached = (space: FeatureSpace, set: NonNullable<RealSets['floor']>) =>
    cachedFeatures(cache, [set.name.hash, space.name, space.weightsHash, engine], () => space.embed(set.samples));
  const prepared: Prepared[] = [];
  for (const spec of request.spaces) {
    const space = await openSpace(spec, request.project);
    const reference = referenceFor(await cached(space, real.reference), metrics);
    prepared.push({ space, protocol: protocolOf(space, request), reference });
  }
  const each = async (
    samples: Samples,
    embed: (space: FeatureSpace) => ReturnType<FeatureSpace['embed']>,
  ): Promise<readonly Measured[]> => {
    const result: Measured[] = [];
    for (const { space, protocol, reference } of prepared) {
      const features = await embed(space);
      result.push({ protocol, values: await measure(metrics, { samples, features, reference, modes: real.modes }) });
    }
    return result;
  };
  return {
    protocols: prepared.map(({ protocol }) => protocol),
    evaluate: (samples) => each(samples, (space) => space.embed(samples)),
    floor: async () => {
      const { floor } = real;
      return floor === undefined ? undefined : each(floor.samples, (space) => cached(space, floor));
    },
    dispose: () => {
      for (const { space } of prepared) space.dispose();
    },
  };
};
