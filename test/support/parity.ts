import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { r1 } from '@ganreg/plugin-classics';
import ggdr from '@ganreg/plugin-ggdr';
import glead from '@ganreg/plugin-glead';
import { exactImages, makeExact, valuesOf } from './exact.ts';
import { pixels, trainerFor } from './experiment.ts';
import { apart, probe, type Probe, type Read } from './probe.ts';
import { micro16 } from './stylegan2.ts';

interface Sample {
  readonly norm: number;
  readonly every: number;
  readonly values: readonly number[];
}
interface Result {
  readonly value: number;
  readonly gradients: Readonly<Record<string, Sample>>;
}

/** Made by PyTorch in double precision: scripts/fixtures/stylegan2.py. */
export const reference = JSON.parse(
  readFileSync(new URL('../core/models/fixtures/stylegan2-micro16.json', import.meta.url), 'utf8'),
) as Readonly<{
  images: readonly number[];
  features: Readonly<Record<string, Sample>>;
  judged: Readonly<Record<string, Sample>>;
  logits: Readonly<Record<'real' | 'fake', readonly number[]>>;
  path: Result & { readonly lengths: readonly number[]; readonly mean: number };
}> &
  Readonly<Record<string, Result>>;

export const tolerance = 1e-4;

/** The largest deviation, relative to the largest entry. */
export const deviation = (own: ArrayLike<number>, other: readonly number[], every = 1): number => {
  const scale = Math.max(...other.map(Math.abs), Number.MIN_VALUE);
  return Math.max(...other.map((value, index) => Math.abs((own[index * every] ?? Number.NaN) - value))) / scale;
};

/** What is different in a tensor, in words. */
export const differences = (own: ArrayLike<number>, sample: Sample, name: string): readonly string[] => {
  const length = Math.hypot(...Array.from(own));
  if (sample.norm < 1e-12) return length < 1e-6 ? [] : [`${name} is not zero`];
  // entries are compared on the scale of the whole tensor: the sample may hold only small ones
  const scale = Math.max(...sample.values.map(Math.abs), sample.norm / Math.sqrt(own.length));
  const worst = Math.max(
    Math.abs(length / sample.norm - 1),
    ...sample.values.map((value, index) => Math.abs((own[index * sample.every] ?? Number.NaN) - value) / scale),
  );
  return worst < tolerance ? [] : [`${name} is off by ${worst}`];
};

export const expectGradients = (own: Read | undefined, expected: Result['gradients']): void => {
  const found = own ?? new Map<string, Float32Array>();
  const wrong = Object.entries(expected).flatMap(([path, sample]) =>
    differences(found.get(path) ?? new Float32Array(1), sample, path),
  );
  const unexpected = [...found.keys()].filter((path) => expected[path] === undefined);
  expect([...wrong, ...unexpected]).toEqual([]);
};

const config = {
  ...micro16,
  train: { steps: 1, batch: 4, ema: false as const },
  plugins: [
    'probe',
    { use: 'ggdr', weight: 1, with: { resolution: 8 } },
    { use: 'glead', weight: 1, with: { resolution: 8 } },
    { use: 'r1', every: 1 },
  ],
};

/** One step of baseline, R1, GLeaD and GGDR on the reference's weights, images and latents. */
export const referenceStep = async (
  perceptual = pixels,
): Promise<{ readonly probe: Probe; readonly numbers: Readonly<Record<string, number>> }> => {
  const watched = probe(() => tf.tensor2d(valuesOf('latents', 64), [4, 16]));
  const trainer = await trainerFor(config, {
    plugins: [watched.plugin, ...[ggdr, glead, r1].map(apart)],
    data: exactImages('reals', 4, 16, 3),
    perceptual,
  });
  makeExact(trainer);
  const { numbers } = await trainer.advance();
  trainer.dispose();
  return { probe: watched, numbers };
};
