import type * as tf from '@tensorflow/tfjs-core';
import { definePlugin, type Gradients, type Plugin } from '@ganreg/core';
import { z } from 'zod';

/** A gradient by parameter path, on the host. */
export type Read = ReadonlyMap<string, Float32Array>;

/** What the optimizer of one player was given in one of its steps. */
export interface Pass {
  readonly player: 'generator' | 'discriminator';
  readonly index: number;
  /** Of the summed objective. */
  readonly gradients: Read;
  /** Of each term whose gradient is kept apart. */
  readonly separate: Readonly<Record<string, Read>>;
}

export interface Probe {
  /** Put it into the plan under its name, `probe`. */
  readonly plugin: Plugin;
  readonly passes: readonly Pass[];
}

const read = (gradients: Gradients): Read =>
  new Map([...gradients].map(([path, gradient]) => [path, Float32Array.from(gradient.dataSync())]));

/** Records every gradient of a run; `latents` replaces those of the fakes. */
export const probe = (latents?: (like: tf.Tensor2D) => tf.Tensor2D): Probe => {
  const passes: Pass[] = [];
  const record =
    (player: Pass['player']) =>
    (
      gradients: Gradients,
      separate: Readonly<Record<string, Gradients>>,
      step: { readonly index: number },
    ): Gradients => {
      const apart = Object.fromEntries(Object.entries(separate).map(([key, each]) => [key, read(each)]));
      passes.push({ player, index: step.index, gradients: read(gradients), separate: apart });
      return gradients;
    };
  const plugin = definePlugin({
    name: 'probe',
    version: '0.1.0',
    about: 'Records gradients',
    options: z.strictObject({}),
    terms: {},
    setup: () => ({
      generatorGradients: record('generator'),
      discriminatorGradients: record('discriminator'),
      ...(latents === undefined ? {} : { latents }),
    }),
  });
  return { plugin, passes };
};

/** The same plugin with the gradient of every term kept apart. */
export const apart = (plugin: Plugin): Plugin => ({
  ...plugin,
  terms: (options) =>
    Object.fromEntries(
      Object.entries(plugin.terms(options)).map(([name, term]) => [name, { ...term, gradient: 'separate' as const }]),
    ),
});

/** Euclidean length of one parameter's gradient, 0 for one that has none. */
export const lengthOf = (gradients: Read | undefined, path: string): number =>
  Math.hypot(...(gradients?.get(path) ?? [0]));
