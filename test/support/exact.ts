import * as tf from '@tensorflow/tfjs-core';
import type { Dataset, ModelDescription, ParameterSpecs } from '@ganreg/core';
import type { Trainer } from '@ganreg/core/training';

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

/** Whole numbers 0 … 255 that only depend on a name. */
export const octetsOf = (name: string, count: number): Uint8Array =>
  Uint8Array.from(valuesOf(name, count), (value) => Math.min(255, Math.floor(((value / Math.sqrt(3) + 1) / 2) * 256)));

/** Images that only depend on their name. */
export const exactImages = (name: string, count: number, side: number, channels: number): Dataset => {
  const size = side * side * channels;
  const all = octetsOf(name, count * size);
  return {
    kind: 'images',
    name,
    count,
    height: side,
    width: side,
    channels,
    hash: `${name}-${count}-${side}-${channels}`,
    image: (index) => all.subarray(index * size, (index + 1) * size),
  };
};

/** Gives every parameter and buffer of a new trainer its exact value, and forgets the rest. */
export const makeExact = (trainer: Trainer): void => {
  const { plan } = trainer;
  const { generator, discriminator } = plan.model;
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  const add = (owner: string, name: string, specs: ParameterSpecs): void => {
    for (const [path, values] of exactValues(name, specs))
      tensors.set(`${owner}/${path}`, { shape: specs[path]?.shape ?? [], values });
  };
  for (const owner of ['generator', 'average']) {
    add(`${owner}/parameters`, 'generator', generator.parameters);
    add(`${owner}/buffers`, 'buffers', generator.buffers);
  }
  add('discriminator/parameters', 'discriminator', discriminator.parameters);
  add('discriminator/buffers', 'buffers', discriminator.buffers);
  for (const { head } of plan.heads)
    add(`head/${head.name}/parameters`, `head/${head.name}`, head.parameters(plan.model));
  trainer.state.restore({ tensors, values: { step: 0, optimizers: {}, plugins: {} } });
};

/** A bound network: parameters and buffers as variables. */
export interface ExactNetwork {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  readonly buffers: ReadonlyMap<string, tf.Variable>;
}

/** Variables with {@link exactValues}. */
export const exactVariables = (owner: string, specs: ParameterSpecs): ReadonlyMap<string, tf.Variable> =>
  new Map(
    [...exactValues(owner, specs)].map(([path, values]) => [
      path,
      tf.tidy(() => tf.variable(tf.tensor(values, [...(specs[path]?.shape ?? [])]))),
    ]),
  );

export const exactNetwork = (model: ModelDescription, owner: 'generator' | 'discriminator'): ExactNetwork => ({
  parameters: exactVariables(owner, model[owner].parameters),
  buffers: exactVariables('buffers', model[owner].buffers),
});
