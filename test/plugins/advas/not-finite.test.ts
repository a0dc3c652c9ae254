import { definePlugin } from '@ganreg/core';
import advas from '@ganreg/plugin-advas';
import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finalGradients, lineTrainer } from '../../support/line.ts';

const values = { w: 0.4, c: 0.1, a: 0.7, b: -0.3 };
const points = { reals: [1, 2, -0.5, 0.25], latents: [0.3, -1.2, 0.8, 2] };

describe('a gradient of r that is not finite', () => {
  it('is left out and counted', async () => {
    const broken = definePlugin({
      name: 'broken',
      version: '0.1.0',
      about: 'Breaks the separate gradients',
      place: 'first',
      options: z.strictObject({}),
      terms: {},
      setup: ({ tf }) => ({
        generatorGradients: (gradients, separate) => {
          const own = separate['advas/r'] as Map<string, tf.Tensor>;
          for (const [path, tensor] of own) {
            own.set(path, tf.keep(tf.mul(tensor, Number.NaN)));
            tensor.dispose();
          }
          return gradients;
        },
      }),
    });
    const [broke, plain] = await Promise.all(
      [['broken', 'advas', 'zy-final'], ['zy-final']].map(async (plugins) => {
        const final = finalGradients();
        const trainer = await lineTrainer(
          { loss: 'wgan', train: { order: 'generator-first' }, plugins },
          [advas, broken, final.plugin],
          values,
          points,
        );
        const { numbers } = await trainer.advance();
        trainer.dispose();
        return { numbers, gradients: [...final.read] };
      }),
    );
    expect(broke?.numbers['advas/skipped']).toBe(1);
    expect(broke?.numbers['advas/lambda']).toBe(0);
    expect(broke?.gradients).toEqual(plain?.gradients);
  });
});
