import type { SpaceSpec } from '@ganreg/core';
import { embedImages, type FeatureSet, type ImageSpace } from '@ganreg/core/metrics';
import { openImageSpace } from '@ganreg/core/node/open';
import type { Samples } from './samples.ts';

/** Where distances between sets are measured. */
export interface FeatureSpace {
  /** Name and side, for example `efficientnet-lite0@64`. */
  readonly name: string;
  readonly weightsHash: string;
  readonly resize: string;
  /** Whether Fréchet distances here are FID. */
  readonly fid?: boolean;
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

const ofImages = (space: ImageSpace): FeatureSpace => ({
  name: `${space.name}@${space.side}`,
  weightsHash: space.weightsHash,
  resize: `antialiased triangle filter to ${space.side}×${space.side}`,
  ...(space.fid === true ? { fid: true } : {}),
  embed: (samples) => {
    if (samples.kind !== 'images') throw new RangeError(`the space "${space.name}" holds images, not points`);
    return embedImages(space, samples);
  },
  dispose: space.dispose,
});

/** Opens a space on the current engine. @throws GanregError CONFIG_UNREADABLE, SPACE_NEEDS_ONNXRUNTIME, SPACE_UNSUITABLE */
export const openSpace = async (spec: SpaceSpec, project: string): Promise<FeatureSpace> =>
  spec.use === 'points' ? points : ofImages(await openImageSpace(spec, project));
