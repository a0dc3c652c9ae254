import type { Tensor4D } from '@tensorflow/tfjs-core';
import { GanregError } from '../errors/ganreg-error.ts';
import type { Features } from './types.ts';

/** Feature maps by side, from a map. */
export const featuresOf = (maps: ReadonlyMap<number, Tensor4D>, owner: string): Features => {
  const resolutions = [...maps.keys()].toSorted((one, other) => one - other);
  return {
    resolutions,
    at: (resolution) => {
      const map = maps.get(resolution);
      if (map === undefined) {
        throw new GanregError(
          'FEATURES_MISSING',
          `${owner} has no features of side ${resolution}; it has ${resolutions.join(', ')}.`,
          { fix: 'ask for one of these sides; `resolutions` lists them' },
        );
      }
      return map;
    },
  };
};
