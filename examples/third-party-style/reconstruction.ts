import { definePlugin, token } from '@ganreg/core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** Images that the generator shall make of given latents: `[n, latentSize]` → `[n, R, R, C]` in [-1, 1]. */
export interface TargetProvider {
  readonly pairs: (step: number) => { readonly latents: Tensor2D; readonly images: Tensor4D };
}

/** A host lends its own: `scope.provide(Targets, provider)`. */
export const Targets = token<TargetProvider>('example/targets');

/**
 * Reconstruction loss: pixels = E |G(z) − target|, or its square with `norm: 2`. It gives the generator a direction where the
 * discriminator gives none.
 */
export default definePlugin({
  name: 'reconstruction',
  version: '1.0.0',
  about: 'The generator makes given images of given latents',
  options: z.strictObject({ norm: z.union([z.literal(1), z.literal(2)]).default(1) }),
  inject: { targets: Targets },
  terms: { pixels: { player: 'generator', on: 'none', weight: 1 } },
  requires: (_, { macs }) => ({ calls: ['generate'], macsPerImage: 3 * macs.generator }),
  setup: ({ tf, services: { targets }, options: { norm } }) => ({
    terms: {
      pixels: ({ index, generate }) => {
        const { latents, images } = targets.pairs(index);
        const difference = tf.sub(generate(latents), images);
        return tf.mean(norm === 1 ? tf.abs(difference) : tf.square(difference));
      },
    },
  }),
});
