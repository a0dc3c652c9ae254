import { basename, dirname, resolve } from 'node:path';
import { outOfRange } from '../../errors/config.ts';
import { checkpointBroken } from '../../errors/run.ts';
import { planExperiment, type Catalogue } from '../../plan/resolve.ts';
import type { Plan } from '../../plan/types.ts';
import type { Snapshot } from '../../training/trainer-state.ts';
import { readNewestCheckpoint } from './checkpoints.ts';
import { openRunFiles } from './run-files.ts';
import { engineRequest } from './engine-request.ts';

/** In one array of 1 GiB. */
const mostNumbers = 2 ** 28;

/** A finished or running training as far as it has been saved. */
export interface SavedRun {
  readonly plan: Plan;
  readonly step: number;
  /** Nothing before the first step. */
  readonly snapshot: Snapshot | undefined;
  readonly project: string;
  /** What was wrong with newer checkpoints. */
  readonly broken: readonly string[];
}

/** `<run>/checkpoints/<step>` → the run, and that step alone. */
const runAndStep = (path: string): { readonly folder: string; readonly step: number | undefined } => {
  const full = resolve(path);
  const above = dirname(full);
  return basename(above) === 'checkpoints' && /^\d+$/u.test(basename(full))
    ? { folder: dirname(above), step: Number(basename(full)) }
    : { folder: full, step: undefined };
};

/**
 * Opens the newest intact checkpoint of a run, or the checkpoint that is given itself.
 * @throws GanregError RUN_NOT_FOUND, CHECKPOINT_BROKEN
 */
export const openSavedRun = async (path: string, catalogueFor: (project: string) => Catalogue): Promise<SavedRun> => {
  const { folder, step: only } = runAndStep(path);
  const { files, recorded } = await openRunFiles(folder);
  const plan = await planExperiment(recorded.input, catalogueFor(recorded.project));
  const { step, snapshot, broken } = await readNewestCheckpoint(files.checkpoints, only);
  if (snapshot === undefined || step === undefined)
    throw checkpointBroken(folder, broken.join('; ') || 'there is none yet');
  return { plan, step, snapshot, project: recorded.project, broken };
};

/** The same run before its first step: what an untrained generator gives. */
export const openInitialRun = async (
  folder: string,
  catalogueFor: (project: string) => Catalogue,
): Promise<SavedRun> => {
  const { recorded } = await openRunFiles(folder);
  const plan = await planExperiment(recorded.input, catalogueFor(recorded.project));
  return { plan, step: 0, snapshot: undefined, project: recorded.project, broken: [] };
};

/**
 * Images of a saved run's averaged generator: `count` images `[R, R, C]` one after the other, in [-1, 1].
 * @throws GanregError CONFIG_OUT_OF_RANGE where they would not fit
 * @param seed of the latents; the run's own fixed latents by default
 */
export const sampleRun = async (run: SavedRun, count: number, seed?: number): Promise<Float32Array> => {
  const { resolution, channels, latentSize } = run.plan.model;
  const most = Math.floor(mostNumbers / Math.max(resolution ** 2 * channels, latentSize));
  if (count > most) throw outOfRange('count', count, `at most ${most}: more do not fit in one array`);
  const [{ useEngine }, { latentsOf, samplerFrom }] = await Promise.all([
    import('@ganreg/numerics'),
    import('../../training/sampler.ts'),
  ]);
  await useEngine(engineRequest(run.plan));
  const sampler = samplerFrom(run.plan, await run.plan.family.load(), run.snapshot);
  const latents = latentsOf(seed ?? run.plan.config.seed, count, run.plan.model.latentSize);
  const images = sampler.images(latents);
  try {
    return Float32Array.from(await images.data());
  } finally {
    latents.dispose();
    images.dispose();
    sampler.dispose();
  }
};
