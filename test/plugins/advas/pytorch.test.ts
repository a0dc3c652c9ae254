import { definePlugin, type ExperimentInput } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeExact, valuesOf } from '../../support/exact.ts';
import { allPlugins, trainerFor } from '../../support/experiment.ts';
import { probe } from '../../support/probe.ts';

interface Sample {
  readonly norm: number;
  readonly every: number;
  readonly values: readonly number[];
}
interface Case {
  readonly r: number;
  readonly lambda: number;
  readonly original: number;
  readonly residual: Readonly<Record<string, Sample>>;
}

const fixture = JSON.parse(readFileSync(new URL('../../fixtures/advas.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Case>
>;

const [batch, side, latentSize] = [4, 16, 8];

/** The reals and latents that scripts/fixtures/advas.py has. */
const exactInputs = definePlugin({
  name: 'exact-inputs',
  version: '0.1.0',
  about: 'Fixed reals and latents',
  options: z.strictObject({}),
  terms: {},
  setup: () => ({
    reals: () =>
      tf.tensor4d(
        valuesOf('advas/reals', batch * side * side).map((value) => value / 2),
        [batch, side, side, 1],
      ),
    latents: () => tf.tensor2d(valuesOf('advas/latents', batch * latentSize), [batch, latentSize]),
  }),
});

const ours = async (loss: string, estimator: string) => {
  const recorded = probe();
  const config: ExperimentInput = {
    model: { use: 'dcgan', resolution: side, channels: 1, latentSize, width: 8, widthMax: 16 },
    loss: loss as 'wgan',
    train: { steps: 10, batch, ema: false, order: 'generator-first' },
    plugins: [{ use: 'advas', with: { estimator, penaltyTerms: 'exclude' } }, 'exact-inputs', 'probe'],
  };
  const trainer = await trainerFor(config, { plugins: [...allPlugins, exactInputs, recorded.plugin] });
  makeExact(trainer);
  const { numbers } = await trainer.advance();
  trainer.dispose();
  const pass = recorded.passes.find(({ player }) => player === 'generator');
  return { numbers, residual: pass?.separate['advas/r'] };
};

describe('AdvAs against PyTorch in double precision', () => {
  it.each(
    ['non-saturating', 'hinge', 'wgan', 'lsgan', 'relativistic'].flatMap((loss) => [
      [loss, 'biased'],
      [loss, 'split'],
    ]),
  )('%s, %s: r, λ and the gradient of r agree to 1e-3', async (loss = '', estimator = '') => {
    const theirs = fixture[`${loss} ${estimator}`];
    const { numbers, residual } = await ours(loss, estimator);
    let [difference, length, worst] = [0, 0, 0];
    for (const [path, { norm, every, values }] of Object.entries(theirs?.residual ?? {})) {
      const found = residual?.get(path) ?? new Float32Array();
      worst = Math.max(worst, Math.abs(Math.hypot(...found) - norm) / norm);
      for (const [index, value] of values.entries()) {
        difference += ((found[index * every] ?? Number.NaN) - value) ** 2;
        length += value ** 2;
      }
    }
    const error = Math.sqrt(difference / length);
    console.log(
      `${loss}, ${estimator}: gradient off by ${error.toExponential(1)}, lengths by ${worst.toExponential(1)}`,
    );
    expect(error).toBeLessThan(1e-3);
    expect(worst).toBeLessThan(1e-3);
    expect((numbers['advas/r'] ?? Number.NaN) / (theirs?.r ?? Number.NaN)).toBeCloseTo(1, 3);
    expect((numbers['advas/lambda'] ?? Number.NaN) / (theirs?.lambda ?? Number.NaN)).toBeCloseTo(1, 3);
    expect((numbers['advas/norm/original'] ?? Number.NaN) / (theirs?.original ?? Number.NaN)).toBeCloseTo(1, 3);
  });
});
