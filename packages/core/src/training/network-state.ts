import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '@ganreg/numerics/random';
import { sizeOf, type Initial, type ParameterSpec, type ParameterSpecs } from '../models/description.ts';

/** The variables of one network: trainable parameters and buffers, each by path. */
export interface NetworkVariables {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  readonly buffers: ReadonlyMap<string, tf.Variable>;
}

const values = (initial: Initial, size: number, random: Random, stream: string): Float32Array => {
  if (initial === 'zeros') return new Float32Array(size);
  if (initial === 'ones') return new Float32Array(size).fill(1);
  return random
    .stream(stream)
    .at(0)
    .normal(size)
    .map((value) => value * initial.normal);
};

const variable = (spec: ParameterSpec, random: Random, stream: string, trainable: boolean): tf.Variable =>
  tf.tidy(() =>
    tf.variable(
      tf.tensor(values(spec.initial, sizeOf(spec.shape), random, stream), [...spec.shape], 'float32'),
      trainable,
    ),
  );

const variables = (
  specs: ParameterSpecs,
  random: Random,
  owner: string,
  trainable: boolean,
): ReadonlyMap<string, tf.Variable> =>
  new Map(Object.entries(specs).map(([path, spec]) => [path, variable(spec, random, `${owner}/${path}`, trainable)]));

/**
 * Creates the variables of a network. Each initial value depends on the seed, the owner's name and the parameter's path alone,
 * never on creation order, so that adding a plugin changes no other weight.
 */
export const createNetwork = (
  owner: string,
  parameters: ParameterSpecs,
  buffers: ParameterSpecs,
  random: Random,
): NetworkVariables => ({
  parameters: variables(parameters, random, owner, true),
  buffers: variables(buffers, random, owner, false),
});

/** An untrained copy of the same values, for an average. */
export const copyNetwork = (network: NetworkVariables): NetworkVariables => {
  const copy = (map: ReadonlyMap<string, tf.Variable>): ReadonlyMap<string, tf.Variable> =>
    new Map([...map].map(([path, value]) => [path, tf.tidy(() => tf.variable(tf.clone(value), false))]));
  return { parameters: copy(network.parameters), buffers: copy(network.buffers) };
};

export const disposeNetwork = (network: NetworkVariables): void => {
  for (const value of [...network.parameters.values(), ...network.buffers.values()]) value.dispose();
};
