import * as tf from '@tensorflow/tfjs-core';
import type { ModelDescription, ParameterSpecs } from '@ganreg/core';

/**
 * `count` numbers of mean 0 and variance 1 that only depend on a name; scripts/fixtures/stylegan2.py makes the same ones:
 * FNV-1a of the name seeds mulberry32.
 */
export const valuesOf = (name: string, count: number): Float32Array => {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * 2 - 1) * Math.sqrt(3);
  });
};

/** A value for every parameter: weights as they start, biases and noise strengths a tenth around theirs. */
export const exactValues = (owner: string, specs: ParameterSpecs): ReadonlyMap<string, Float32Array> =>
  new Map(
    Object.entries(specs).map(([path, { shape, initial }]) => {
      const mean = initial === 'ones' ? 1 : 0;
      const scale = typeof initial === 'object' ? initial.normal : 0.1;
      const size = shape.reduce((product, side) => product * side, 1);
      const factor = Math.fround(scale);
      return [path, valuesOf(`${owner}/${path}`, size).map((value) => mean + Math.fround(factor * value))];
    }),
  );

/** Variables with {@link exactValues}. */
export const exactVariables = (owner: string, specs: ParameterSpecs): ReadonlyMap<string, tf.Variable> =>
  new Map(
    [...exactValues(owner, specs)].map(([path, values]) => [
      path,
      tf.tidy(() => tf.variable(tf.tensor(values, [...(specs[path]?.shape ?? [])]))),
    ]),
  );

export interface ExactNetworks {
  readonly generator: {
    readonly parameters: ReadonlyMap<string, tf.Variable>;
    readonly buffers: ReadonlyMap<string, tf.Variable>;
  };
  readonly discriminator: ExactNetworks['generator'];
}

export const exactNetworks = (model: ModelDescription): ExactNetworks => ({
  generator: {
    parameters: exactVariables('generator', model.generator.parameters),
    buffers: exactVariables('buffers', model.generator.buffers),
  },
  discriminator: {
    parameters: exactVariables('discriminator', model.discriminator.parameters),
    buffers: exactVariables('buffers', model.discriminator.buffers),
  },
});
