import {
  definePlugin,
  defineHead,
  CapabilityError,
  type Parameters as NetworkParameters,
  type ModelDescription,
  type Plugin,
} from '@ganreg/core';
import type { Equation, pluginChecks } from '@ganreg/testing/checks';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** A plugin with one defect. */
export interface Broken {
  readonly defect: string;
  readonly plugin: Plugin;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly equations?: Readonly<Record<string, Equation>>;
}

const meanSquare: Equation = ({ step: { real }, values, mean }) =>
  mean(values(real.verdict.logits).map((score) => score ** 2));
const about = { name: 'broken', version: '1.0.0', about: 'Has one defect' } as const;
const options = z.strictObject({});
const pull = { pull: { player: 'discriminator', on: 'real', weight: 1 } } as const;

const square = (x: tf.Tensor): tf.Scalar => tf.mean(tf.square(x));

/** Half of the right gradient. */
const wronglySquared = tf.customGrad((x, save) => {
  (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
  return {
    value: tf.square(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0] as tf.Tensor),
  };
});

/** One defect for each clause of the contract, by the name of the check that must find it, and no other. */
export const brokenPlugins: Readonly<Record<keyof typeof pluginChecks, Broken>> = {
  defaultsTrain: {
    defect: 'its default distance is one that it does not implement',
    with: { distance: 'square' },
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options: z.strictObject({ distance: z.enum(['none', 'square']).default('none') }),
      terms: pull,
      setup: ({ options: { distance } }) => ({
        terms: {
          pull: ({ real }) => (distance === 'square' ? square(real.verdict.logits) : (undefined as never)),
        },
      }),
    }),
  },
  optionsAreClosed: {
    defect: 'it ignores options that it does not know',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options: z.object({ power: z.number().default(2) }),
      terms: pull,
      setup: () => ({ terms: { pull: ({ real }) => square(real.verdict.logits) } }),
    }),
  },
  termsHaveGradients: {
    defect: 'its term says something of the images alone',
    equations: { pull: ({ step: { real }, values, mean }) => mean(values(real.images).map((each) => each ** 2)) },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({ terms: { pull: ({ real }) => square(real.images) } }),
    }),
  },
  playersAreApart: {
    defect: 'it clips the weights of the discriminator from a term of the generator',
    equations: { pull: ({ step: { fake }, values, mean }) => mean(values(fake.images).map((each) => each ** 2)) },
    plugin: definePlugin({
      ...about,
      options,
      terms: { pull: { player: 'generator', on: 'fake', weight: 1 } },
      setup: () => {
        let parameters: NetworkParameters = new Map();
        return {
          terms: {
            pull: ({ fake, discriminatorParameters }) => {
              parameters = discriminatorParameters;
              return square(fake.images);
            },
          },
          afterStep: () => {
            for (const parameter of parameters.values())
              tf.tidy(() => (parameter as tf.Variable).assign(tf.clipByValue(parameter, -0.01, 0.01)));
          },
        };
      },
    }),
  },
  gradientsAreRight: {
    defect: 'it uses an operation whose gradient lacks a factor',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({ terms: { pull: ({ real }) => tf.mean(wronglySquared(real.verdict.logits)) } }),
    }),
  },
  weightZeroIsAbsence: {
    defect: 'it changes how the model starts while it says what it needs',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      requires: (_, { discriminator: { parameters } }) => {
        const [path, spec] = Object.entries(parameters).find(([, { shape }]) => shape.length > 1)!;
        (parameters as Record<string, typeof spec>)[path] = { ...spec, initial: { normal: 0.3 } };
        return {};
      },
      setup: () => ({ terms: { pull: ({ real }) => square(real.verdict.logits) } }),
    }),
  },
  capabilitiesAreDeclared: {
    defect: 'it tries features that it did not declare, and makes do without them',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({
        terms: {
          pull: ({ real }) => {
            try {
              return square(real.verdict.features.at(4));
            } catch (error) {
              if (error instanceof CapabilityError) return square(real.verdict.logits);
              throw error;
            }
          },
        },
      }),
    }),
  },
  memoryIsFlat: {
    defect: 'it keeps a tensor of every step',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({
        terms: {
          pull: ({ real }) => {
            const value = square(real.verdict.logits);
            tf.keep(tf.clone(value));
            return value;
          },
        },
      }),
    }),
  },
  randomnessIsItsOwn: {
    defect: 'its streams are named by how much the others log',
    equations: {
      pull: ({ step, values, mean }) =>
        step.random('0').number() * mean(values(step.real.verdict.logits).map((each) => each ** 2)),
    },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => {
        let logged = 0;
        return {
          terms: {
            pull: ({ real, random }) => tf.mul(random(String(logged)).number(), square(real.verdict.logits)),
          },
          afterStep: ({ numbers }) => {
            logged = Object.keys(numbers).length;
          },
          state: {
            save: () => ({ values: { logged } }),
            restore: ({ values }) => {
              logged = Number(values?.logged ?? 0);
            },
          },
        };
      },
    }),
  },
  snapshotsAreExact: {
    defect: 'it forgets its moving average',
    equations: { pull: () => 1 },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: ({ ops }) => {
        let average: tf.Scalar | undefined;
        return {
          terms: {
            pull: ({ real }) => {
              const mean = tf.mean<tf.Scalar>(real.verdict.logits);
              const before = average;
              const now = ops.stopGradient(mean);
              average = tf.keep(before === undefined ? tf.clone(now) : tf.add(tf.mul(before, 0.9), tf.mul(now, 0.1)));
              const value = tf.square(tf.add<tf.Scalar>(tf.sub(mean, average), 1));
              before?.dispose();
              return value;
            },
          },
          dispose: () => average?.dispose(),
        };
      },
    }),
  },
  weightsAreEffective: {
    defect: 'it counts on every other step only, whatever the configuration says',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({
        terms: { pull: ({ real, index }) => tf.mul(square(real.verdict.logits), index % 2 === 0 ? 1 : 0) },
      }),
    }),
  },
  instancesCoexist: {
    defect: 'it looks for its gradient under its name instead of its id',
    equations: { pull: ({ step: { fake }, values, mean }) => mean(values(fake.images).map((each) => each ** 2)) },
    plugin: definePlugin({
      ...about,
      options,
      terms: { pull: { player: 'generator', on: 'fake', weight: 1, gradient: 'separate' } },
      requires: (_, { macs }) => ({ macsPerImage: 2 * macs.generator }),
      setup: () => ({
        terms: { pull: ({ fake }) => square(fake.images) },
        generatorGradients: (gradients, separate) => {
          const own = separate['broken/pull']!;
          return new Map(
            [...gradients].map(([path, each]) => [path, own.has(path) ? tf.add(each, own.get(path)!) : each]),
          );
        },
      }),
    }),
  },
  stacksWithAll: {
    defect: 'its head has the name of another plugin’s, but not its shape',
    equations: {
      pull: ({ step, values, mean }) =>
        mean(values(step.head({ name: 'ggdr-projection', provided: 'elsewhere' }, 'real')).map((each) => each ** 2)),
    },
    plugin: (() => {
      const smallest = (model: ModelDescription): number => Math.min(...model.discriminator.taps.keys());
      const head = defineHead<tf.Tensor>({
        name: 'ggdr-projection',
        spec: { outputs: 3 },
        uses: [],
        taps: (model) => [smallest(model)],
        parameters: (model) => ({
          kernel: { shape: [model.discriminator.taps.get(smallest(model)) ?? 0, 3], initial: { normal: 0.1 } },
        }),
        macs: () => 0,
        forward: ({ model, features, parameters }) =>
          tf.matMul(tf.mean(features.at(smallest(model)), [1, 2]), parameters.get('kernel') as tf.Tensor2D),
      });
      return definePlugin({
        ...about,
        options,
        terms: pull,
        requires: () => ({ heads: [head] }),
        setup: () => ({ terms: { pull: (step) => square(step.head(head, 'real')) } }),
      });
    })(),
  },
  shapesAreFree: {
    defect: 'it pairs the images of a batch, and does not say that it needs pairs',
    equations: {
      pull: ({ step: { real }, values, mean }) => {
        const scores = values(real.verdict.logits);
        const half = scores.length / 2;
        return mean(scores.slice(0, half).map((score, place) => (score - (scores[place + half] ?? Number.NaN)) ** 2));
      },
    },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({
        terms: {
          pull: ({ real }) => {
            const [one, other] = tf.split(real.verdict.logits, 2);
            return square(tf.sub(one!, other!));
          },
        },
      }),
    }),
  },
  enginesAgree: {
    defect: 'it computes something else on another engine',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({
        terms: {
          pull: ({ real }) => tf.add(square(real.verdict.logits), tf.getBackend() === 'cpu' ? 0.01 : 0),
        },
      }),
    }),
  },
  costIsDeclared: {
    defect: 'it asks for another forward and says nothing of its cost',
    equations: { pull: meanSquare },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      requires: () => ({ calls: ['judge'] }),
      setup: () => ({ terms: { pull: ({ real, judge }) => square(judge(tf.mul(real.images, 1)).logits) } }),
    }),
  },
  equationsHold: {
    defect: 'it forgot the ½ of its paper',
    equations: { pull: (given) => meanSquare(given) / 2 },
    plugin: definePlugin({
      ...about,
      options,
      terms: pull,
      setup: () => ({ terms: { pull: ({ real }) => square(real.verdict.logits) } }),
    }),
  },
};
