import {
  families as builtIn,
  Perceptual,
  planExperiment,
  Scope,
  TrainingData,
  type ExperimentInput,
  type Family,
  type Plan,
  type Plugin,
} from '@ganreg/core';
import { createTrainer, mixture, type Snapshot, type Trainer } from '@ganreg/core/training';
import { useEngine, type EngineName } from '@ganreg/numerics';
import { createHash } from 'node:crypto';
import { blobs, pixelDistance } from './pictures.ts';

export interface LaboratoryOptions {
  readonly plugins: readonly Plugin[];
  readonly engine: EngineName;
  /** Families in place of the built-in ones of the same names, or further ones. */
  readonly families?: readonly Family[] | undefined;
  /** Further services, which replace those of the laboratory. */
  readonly provide?: ((scope: Scope) => void) | undefined;
}

const merged = (own: readonly Family[]): readonly Family[] => [
  ...own,
  ...builtIn.filter(({ name }) => !own.some((family) => family.name === name)),
];

export const planOf = (config: ExperimentInput, { plugins, families = [] }: LaboratoryOptions): Promise<Plan> =>
  planExperiment(config, {
    families: merged(families),
    plugin: async (use) => {
      const plugin = plugins.find((candidate) => candidate.name === use);
      if (plugin === undefined) throw new Error(`the laboratory has no plugin ${use}`);
      return plugin;
    },
    recipe: async () => [],
  });

/** Plans and builds a trainer on blobs, or on points where the model is one of points. */
export const trainerOf = async (config: ExperimentInput, options: LaboratoryOptions): Promise<Trainer> => {
  await useEngine(options.engine);
  const plan = await planOf(config, options);
  const { resolution, channels } = plan.model;
  const data = resolution === 1 ? mixture('mixture-8') : blobs(resolution, channels);
  const outer = new Scope().provide(TrainingData, data).provide(Perceptual, pixelDistance);
  const scope = outer.child();
  options.provide?.(scope);
  return createTrainer(plan, scope);
};

/** Numbers of every step. */
export const advance = async (
  trainer: Trainer,
  steps: number,
): Promise<readonly Readonly<Record<string, number>>[]> => {
  const all: Readonly<Record<string, number>>[] = [];
  for (let step = 0; step < steps; step += 1) all.push((await trainer.advance()).numbers);
  return all;
};

/** Builds a trainer, does something with it and disposes it. */
export const withTrainer = async <Result>(
  config: ExperimentInput,
  options: LaboratoryOptions,
  body: (trainer: Trainer) => Promise<Result>,
): Promise<Result> => {
  const trainer = await trainerOf(config, options);
  try {
    return await body(trainer);
  } finally {
    trainer.dispose();
  }
};

/** SHA-256 over the tensors of a snapshot whose names match. */
export const hashOf = ({ tensors }: Snapshot, only = /./u): string => {
  const sum = createHash('sha256');
  const chosen = [...tensors].filter(([name]) => only.test(name));
  for (const [name, { values }] of chosen.toSorted(([one], [other]) => (one < other ? -1 : 1)))
    sum.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return sum.digest('hex');
};
