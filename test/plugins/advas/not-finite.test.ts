import { definePlugin, type Plugin } from '@ganreg/core';
import advas from '@ganreg/plugin-advas';
import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finalGradients, lineTrainer } from '../../support/line.ts';

const values = { w: 0.4, c: 0.1, a: 0.7, b: -0.3 };
const points = { reals: [1, 2, -0.5, 0.25], latents: [0.3, -1.2, 0.8, 2] };

/** Multiplies the gradient of r by a factor in its first step, before AdvAs sees it. */
const breaking = (factor: number): Plugin =>
  definePlugin({
    name: 'breaking',
    version: '0.1.0',
    about: 'Breaks the gradient of r once',
    place: 'first',
    options: z.strictObject({}),
    terms: {},
    setup: ({ tf }) => ({
      generatorGradients: (gradients, separate, { index }) => {
        const own = separate['advas/r'] as Map<string, tf.Tensor> | undefined;
        for (const [path, tensor] of index === 0 ? (own ?? []) : []) {
          own?.set(path, tf.keep(tf.mul(tensor, factor)));
          tensor.dispose();
        }
        return gradients;
      },
    }),
  });

/** Numbers and applied gradients of the first two generator's halves. */
const twoSteps = async (plugins: readonly unknown[], factor = 1) => {
  const final = finalGradients();
  const trainer = await lineTrainer(
    { loss: 'wgan', train: { order: 'generator-first' }, plugins: [...plugins, 'zy-final'] as string[] },
    [advas, breaking(factor), final.plugin],
    values,
    points,
  );
  const steps = [];
  for (let step = 0; step < 2; step += 1) {
    const { numbers } = await trainer.advance();
    steps.push({ numbers, gradients: Object.fromEntries(final.read) });
  }
  trainer.dispose();
  return steps;
};

const generatorOnly = (gradients: Readonly<Record<string, number>> | undefined): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(gradients ?? {}).filter(([path]) => path.startsWith('generator/')));

describe('a gradient of r', () => {
  it.each([
    ['automatic', Number.NaN],
    ['automatic', Number.POSITIVE_INFINITY],
    ['fixed', Number.NaN],
    ['fixed', Number.POSITIVE_INFINITY],
  ])(
    'that is not finite is left out and counted, with λ %s (factor %d), and the next step counts again',
    async (lambda, factor) => {
      const [broke, next] = await twoSteps(['breaking', { use: 'advas', with: { lambda } }], factor);
      const [plain] = await twoSteps([]);
      expect(broke?.numbers['advas/skipped']).toBe(1);
      expect(broke?.gradients).toEqual(plain?.gradients);
      expect(Object.values(broke?.numbers ?? {}).every(Number.isFinite)).toBe(true);
      expect(next?.numbers['advas/skipped']).toBe(0);
      expect(next?.numbers['advas/norm/r']).toBeGreaterThan(0);
      // A fixed λ is not logged.
      const fixed = lambda === 'fixed';
      expect(broke?.numbers['advas/lambda']).toBe(fixed ? undefined : 0);
      expect('advas/lambda' in (next?.numbers ?? {})).toBe(!fixed);
    },
  );

  it('that is nothing adds nothing and leaves λ at its bound', async () => {
    const [nothing, next] = await twoSteps(['breaking', 'advas'], 0);
    const [plain] = await twoSteps([]);
    expect(nothing?.numbers['advas/norm/r']).toBe(0);
    expect(nothing?.numbers['advas/skipped']).toBe(0);
    expect(nothing?.numbers['advas/lambda']).toBe(1);
    expect(nothing?.numbers['advas/cosine']).toBe(0);
    expect(generatorOnly(nothing?.gradients)).toEqual(generatorOnly(plain?.gradients));
    expect(next?.numbers['advas/lambda']).toBeGreaterThan(0);
    expect(Object.values(next?.numbers ?? {}).every(Number.isFinite)).toBe(true);
  });
});
