import { embedImages, type FeatureNetwork, type FeatureSet } from '@ganreg/core/metrics';
import { openFeatureNetwork } from '@ganreg/core/node/open';
import { unknownSpace } from '../errors.ts';
import type { Samples } from './samples.ts';

/** Where distances between sets are measured. */
export interface FeatureSpace {
  /** Name and side, for example `efficientnet-lite0@64`. */
  readonly name: string;
  readonly weightsHash: string;
  readonly resize: string;
  readonly embed: (samples: Samples) => Promise<FeatureSet>;
  readonly dispose: () => void;
}

/** The plane itself, for toys. */
const points: FeatureSpace = {
  name: 'points',
  weightsHash: 'none',
  resize: 'none',
  embed: async (samples) => {
    if (samples.kind !== 'points') throw new RangeError('the space "points" holds points, not images');
    const values = new Float32Array(samples.count * 2);
    for (let index = 0; index < samples.count; index += 1) values.set(samples.point(index), 2 * index);
    return { count: samples.count, dimension: 2, values };
  },
  dispose: () => undefined,
};

const ofNetwork = (network: FeatureNetwork): FeatureSpace => ({
  name: `${network.name}@${network.evaluationSide}`,
  weightsHash: network.weightsHash,
  resize: `antialiased triangle filter to ${network.evaluationSide}×${network.evaluationSide}`,
  embed: (samples) => {
    if (samples.kind !== 'images') throw new RangeError(`the space "${network.name}" holds images, not points`);
    return embedImages(network, samples);
  },
  dispose: network.dispose,
});

/** Opens a space on the current engine. @throws GanregError STUDY_UNKNOWN_SPACE */
export const openSpace = async (name: string): Promise<FeatureSpace> => {
  if (name === 'points') return points;
  if (name === 'efficientnet-lite0') return ofNetwork(await openFeatureNetwork());
  throw unknownSpace(name, ['efficientnet-lite0', 'points'], undefined);
};
