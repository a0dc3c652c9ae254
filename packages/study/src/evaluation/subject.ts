import { access, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { experimentSchema, type Catalogue, type ExperimentConfig } from '@ganreg/core';
import { openSavedRun } from '@ganreg/core/node';
import { engineRequest, openFolder } from '@ganreg/core/node/open';
import { createRandom } from '@ganreg/numerics/random';
import type { EngineRequest } from '@ganreg/numerics';
import { lossyImages, notSquare } from '../errors.ts';
import { generatedSamples } from './generated.ts';
import { pick, type Samples } from './samples.ts';

/** What is measured: a generator that can make any number of samples, or a folder that holds some. */
export interface Subject {
  readonly name: string;
  /** Size of its images; the reference is brought to it. */
  readonly model: { readonly resolution: number; readonly channels: number };
  /** What it learned from, when that is known. */
  readonly data: ExperimentConfig['data'] | undefined;
  /** Folder that paths in `data` are relative to. */
  readonly project: string;
  readonly engine: EngineRequest | undefined;
  /** How many it holds; nothing for a generator, which never runs out. */
  readonly holds: number | undefined;
  readonly samples: (count: number, sampling: number) => Promise<Samples>;
}

export interface SubjectRequest {
  readonly path: string;
  readonly catalogueFor: (project: string) => Catalogue;
  /** Side that images of a folder are brought to; their own by default. */
  readonly resolution?: number | undefined;
  /** Takes JPEG and WebP too. */
  readonly lossy?: boolean | undefined;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const isRun = async (path: string): Promise<boolean> =>
  (await exists(join(path, 'config.json'))) || (await exists(join(path, 'tensors.safetensors')));

const refuseLossy = async (path: string): Promise<void> => {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  const lossy = names.find((name) => /\.(jpe?g|webp)$/iu.test(name));
  if (lossy !== undefined) throw lossyImages(join(path, lossy));
};

const folderSubject = async ({ path, resolution, lossy }: SubjectRequest): Promise<Subject> => {
  if (lossy !== true) await refuseLossy(path);
  const images = await openFolder(path, resolution === undefined ? {} : { resolution });
  const { count, height, width, channels } = images;
  if (height !== width) throw notSquare(path, width, height);
  return {
    name: basename(resolve(path)),
    model: { resolution: height, channels },
    data: undefined,
    project: process.cwd(),
    engine: undefined,
    holds: count,
    samples: async (wanted, sampling) => {
      if (wanted === count) return images;
      const order = createRandom(0).stream(`evaluation/folder/${sampling}`).at(0).permutation(count);
      return pick(images, order.subarray(0, wanted));
    },
  };
};

/** Opens a run (its newest checkpoint), one checkpoint of it, or a folder of images from anywhere. @throws GanregError, DataError */
export const openSubject = async (request: SubjectRequest): Promise<Subject> => {
  if (!(await isRun(request.path))) return folderSubject(request);
  const run = await openSavedRun(request.path, request.catalogueFor);
  const { resolution, channels } = run.plan.model;
  return {
    name: `${run.plan.plugins.map(({ id }) => id).join('+') || 'baseline'}, step ${run.step}`,
    model: { resolution, channels },
    data: run.plan.config.data,
    project: run.project,
    engine: engineRequest(run.plan),
    holds: undefined,
    samples: (count, sampling) => generatedSamples(run, count, sampling),
  };
};

/** `embedded` → that set; anything else is a folder of images, or a file of an array. */
export const dataNamed = (text: string): ExperimentConfig['data'] => {
  const named = experimentSchema.shape.data.safeParse(text);
  if (named.success) return named.data;
  return { use: text.endsWith('.npy') ? 'npy' : 'folder', path: resolve(text) };
};
