import * as tf from '@tensorflow/tfjs-core';
import { GanregError } from '../errors/ganreg-error.ts';
import { families } from '../models/families/families.ts';
import { decodeSafetensors } from '../node/run/safetensors.ts';
import { latentsOf, samplerOf } from '../training/sampler.ts';

/** What a generator is, as `model.json` of an export tells it. */
export interface ExportedModel {
  readonly family: string;
  readonly resolution: number;
  readonly channels: number;
  readonly latentSize: number;
  readonly options: unknown;
  /** Of the run. */
  readonly seed: number;
}

/** Makes images from exported weights. */
export interface ExportedSampler {
  /** What `truncation` changes: distance of styles from their average, or, without a mapping network, the latents' scale. */
  readonly truncates: 'styles' | 'latents';
  /**
   * `count` images `[R, R, C]` one after the other, in [-1, 1]: for truncation 1 those of `ganreg sample --seed`.
   * @param truncation 0 … 1 and somewhat beyond; 1 changes nothing
   */
  readonly images: (seed: number, count: number, truncation: number) => Promise<Float32Array>;
  readonly dispose: () => void;
}

/**
 * Binds a generator of one of ganreg's own families to its weights. An engine must have been chosen: see `useEngine`.
 * @param weights in the safetensors format, named as `ganreg export` names them
 * @throws GanregError EXPORT_UNKNOWN_FAMILY for a family that is not ganreg's own
 */
export const openExported = async (model: ExportedModel, weights: Uint8Array): Promise<ExportedSampler> => {
  const { family: name, options, seed, latentSize, ...size } = model;
  const family = families.find((each) => each.name === name);
  if (family === undefined)
    throw new GanregError('EXPORT_UNKNOWN_FAMILY', `"${name}" is not one of ganreg's own families.`, {
      path: 'family',
      fix: `families that can be opened: ${families.map((each) => each.name).join(', ')}`,
    });
  const description = family.describe(options, size);
  const sampler = samplerOf({ forwards: await family.load(), options, description, seed }, decodeSafetensors(weights));
  const truncates = description.generator.buffers['mapping/average'] === undefined ? 'latents' : 'styles';
  return {
    truncates,
    images: async (from, count, truncation) => {
      const images = tf.tidy(() => {
        const latents = latentsOf(from, count, latentSize);
        return truncates === 'styles'
          ? sampler.images(latents, truncation)
          : sampler.images(tf.mul(latents, truncation));
      });
      try {
        return Float32Array.from(await images.data());
      } finally {
        images.dispose();
      }
    },
    dispose: sampler.dispose,
  };
};
