import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { checkGradients } from '@ganreg/numerics/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';
import { batchOf, parametersOf, quantities, type Batch, type Parameters } from './gan.ts';

type Reference = Readonly<Record<string, { value: number; gradients: Record<string, number[]> }>>;
const file = new URL('../../fixtures/second-order.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference;

describe.each(engines)('derivatives through a smooth convolutional GAN on %s', (engine) => {
  let parameters: Parameters;
  let batch: Batch;
  beforeAll(async () => {
    await useEngine(engine);
    parameters = parametersOf();
    batch = batchOf();
  });
  afterAll(() => tf.dispose([{ ...parameters }, { ...batch }]));

  it.each(Object.entries(quantities))(
    '%s equal float64 references and finite differences',
    (name, [quantity, keys]) => {
      const objective = (...values: tf.Tensor[]): tf.Tensor =>
        quantity({ ...parameters, ...Object.fromEntries(keys.map((key, at) => [key, values[at]])) }, batch);
      const inputs = keys.map((key) => parameters[key]);
      const reference = references[name]!;
      const { value, grads } = tf.valueAndGrads(objective as (...values: tf.Tensor[]) => tf.Scalar)(inputs);
      expect(value.dataSync()[0]! / reference.value).toBeCloseTo(1, 4);
      const exact = keys.flatMap((key) => reference.gradients[key]!);
      const actual = grads.flatMap((gradient) => [...gradient.dataSync()]);
      const error = Math.hypot(...actual.map((one, at) => one - exact[at]!)) / Math.hypot(...exact);
      expect(error).toBeLessThan(1e-5);
      expect(checkGradients(objective, inputs, { directions: 2 })).toBeLessThan(1e-3);
      tf.dispose([value, grads]);
    },
  );
});
