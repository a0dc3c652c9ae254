import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import {
  families,
  type Discriminator,
  type Features,
  type Generator,
  type Head,
  type ModelDescription,
  type Verdict,
} from '@ganreg/core';
import { exactNetwork, exactVariables, type ExactNetwork } from './exact.ts';
import { testEngine } from './experiment.ts';

export interface Bound {
  readonly model: ModelDescription;
  readonly generator: Generator;
  readonly discriminator: Discriminator;
  readonly variables: { readonly generator: ExactNetwork; readonly discriminator: ExactNetwork };
}

/** What a configuration says about a model, sizes included. */
export interface ModelChoice {
  readonly use: string;
  readonly resolution: number;
  readonly channels: number;
  readonly [option: string]: unknown;
}

/** Both networks of a family with the exact values of {@link exactNetwork}. */
export const bound = async ({ use, resolution, channels, ...given }: ModelChoice): Promise<Bound> => {
  await ops.useEngine(testEngine);
  const family = families.find(({ name }) => name === use)!;
  const options = family.options.parse(given);
  const description = family.describe(options, { resolution, channels });
  const forwards = await family.load();
  const variables = {
    generator: exactNetwork(description, 'generator'),
    discriminator: exactNetwork(description, 'discriminator'),
  };
  const bind = { tools: { tf, ops }, options, description };
  return {
    model: description,
    generator: forwards.generator({ ...bind, ...variables.generator }),
    discriminator: forwards.discriminator({ ...bind, ...variables.discriminator }),
    variables,
  };
};

/** Runs a head and those that it reads on these features, with exact parameters. */
export const runHead = <Output>(head: Head<Output>, model: ModelDescription, features: Features): Output =>
  head.forward({
    tf,
    ops,
    model,
    features,
    parameters: exactVariables(`head/${head.name}`, head.parameters(model)),
    verdict: { features } as Verdict,
    head: (used) => runHead(used as Head<never>, model, features),
  });

/** The largest absolute difference of two tensors. */
export const difference = (one: tf.Tensor, other: tf.Tensor): number =>
  tf.tidy(() => tf.max(tf.abs(tf.sub(one, other))).dataSync()[0] ?? Number.NaN);
