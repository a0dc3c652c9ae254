import { isAbsolute, resolve } from 'node:path';
import { mixture } from '../../data/mixture.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { GanregError } from '../../errors/ganreg-error.ts';
import type { Plan } from '../../plan/types.ts';
import type { Data } from '../../training/batches.ts';
import { Perceptual, TrainingData } from '../../wiring/services.ts';
import type { Scope } from '../../wiring/scope.ts';
import type { PerceptualDistance } from '../../perceptual/types.ts';
import { openDataset } from '../data/open-dataset.ts';
import { openPerceptual } from './open-perceptual.ts';

/** Opens what `data:` names; relative paths mean the configuration's folder. @throws DataError */
export const openData = async (
  config: ExperimentConfig,
  project: string,
  resolution: number,
  split: 'train' | 'test' = 'train',
): Promise<Data> => {
  const spec = typeof config.data === 'string' ? { use: config.data } : config.data;
  const path = spec.path === undefined ? undefined : isAbsolute(spec.path) ? spec.path : resolve(project, spec.path);
  switch (spec.use) {
    case 'mixture-8':
    case 'mixture-25':
      return mixture(spec.use);
    case 'service':
      throw new GanregError('SERVICE_MISSING', 'data: service is set, but nobody provides TrainingData.', {
        path: 'data',
        fix: 'scope.provide(TrainingData, …)',
      });
    case 'folder':
    case 'idx':
    case 'npy':
      return openDataset({ use: spec.use, path: path ?? '' }, { resolution, split });
    default:
      return openDataset(spec.use, { resolution, split, folders: [resolve(project, 'data'), resolve('data')] });
  }
};

/** Whether a plugin compares images by how they look. */
export const wantsPerceptual = (plan: Plan): boolean =>
  plan.plugins.some(({ plugin }) => Object.values(plugin.inject).includes(Perceptual));

/** Binds data and perceptual distance in a run's scope, unless the application around it provides them. */
export const bindServices = async (
  scope: Scope,
  plan: Plan,
  project: string,
): Promise<{ readonly data: Data; readonly perceptual: PerceptualDistance | undefined }> => {
  if (!scope.has(TrainingData))
    scope.provide(TrainingData, await openData(plan.config, project, plan.model.resolution));
  const data = scope.get(TrainingData);
  if (!wantsPerceptual(plan)) return { data, perceptual: undefined };
  if (!scope.has(Perceptual)) {
    const distance = await openPerceptual(plan, project);
    scope.build(Perceptual, {}, () => distance);
  }
  return { data, perceptual: scope.get(Perceptual) };
};
