import { definePlugin, type DiscriminatorStep, type GeneratorStep, type Gradients, type Plugin } from '@ganreg/core';
import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

type Setup = Parameters<Plugin['setup']>[0];
export type AnyStep = DiscriminatorStep & GeneratorStep;
export type Evaluate = (step: AnyStep) => tf.Scalar;

/** What to change in a plugin for the time of an experiment. */
export interface Observation {
  /** What it is set up with. */
  readonly given?: (given: Setup) => Setup;
  /** Surrounds every evaluation of a term. */
  readonly term?: (name: string, evaluate: Evaluate, given: Setup) => Evaluate;
}

/** The same plugin, watched. */
export const observed = (plugin: Plugin, { given, term }: Observation): Plugin => ({
  ...plugin,
  setup: (setup) => {
    const own = given?.(setup) ?? setup;
    const hooks = plugin.setup(own);
    if (hooks.terms === undefined || term === undefined) return hooks;
    const terms = Object.fromEntries(
      Object.entries(hooks.terms).map(([name, evaluate]) => [name, term(name, evaluate as unknown as Evaluate, own)]),
    );
    return { ...hooks, terms: terms as unknown as typeof hooks.terms };
  },
});

/** The same plugin with the gradient of every term kept apart, in the main optimizer step. */
export const apart = (plugin: Plugin): Plugin => ({
  ...plugin,
  terms: (options) =>
    Object.fromEntries(
      Object.entries(plugin.terms(options)).map(([name, term]) => [
        name,
        { ...term, gradient: 'separate' as const, phase: 'joint' as const },
      ]),
    ),
});

type Change = (gradients: Gradients, separate: Readonly<Record<string, Gradients>>) => Gradients;

/** A plugin that sees, or changes, the gradients of both players; `place` says before or after all others. */
export const gradientWatch = (
  place: 'first' | 'last',
  change: (player: 'generator' | 'discriminator') => Change,
): Plugin =>
  definePlugin({
    name: place === 'first' ? 'a-gradient-watch' : 'zz-gradient-watch',
    version: '0.1.0',
    about: 'Watches gradients',
    place,
    options: z.strictObject({}),
    terms: {},
    setup: () => ({
      generatorGradients: change('generator'),
      discriminatorGradients: change('discriminator'),
    }),
  });
