import { join } from 'node:path';
import type { PlanDescription } from '@ganreg/core';
import { isLocked, runFiles, type Environment } from '@ganreg/core/node';
import type { Happening, RunFacts, RunRow, RunState } from '../live/messages.ts';
import { exportsOf } from './happenings.ts';
import { lastStep } from './last-step.ts';
import type { Found } from './listing.ts';
import { picturesOf } from './pictures.ts';
import type { Remembered } from './remembered.ts';

/** How a run ended, where a study has written it down. */
interface Ended {
  readonly state: 'finished' | 'diverged' | 'failed';
  readonly step: number;
}

const stateOf = (locked: boolean, ended: Ended | undefined, step: number, steps: number): RunState => {
  if (locked) return 'running';
  if (ended !== undefined) return ended.state;
  return step === 0 ? 'waiting' : step >= steps ? 'finished' : 'paused';
};

/** A run as a list shows it. */
export const runRow = async (root: string, files: Remembered, { id, folder, path }: Found): Promise<RunRow> => {
  const places = runFiles(folder);
  const [plan, ended, locked, { step, changed }, pictures] = await Promise.all([
    files.json<PlanDescription>(places.plan),
    files.json<Ended>(join(folder, 'study', 'outcome.json')),
    isLocked(folder),
    lastStep(root, places.metrics),
    picturesOf(root, folder, 'samples'),
  ]);
  const steps = plan?.steps ?? 0;
  return {
    id,
    path,
    state: stateOf(locked, ended, step, steps),
    step,
    steps,
    images: plan?.images ?? 0,
    plugins: plan?.plugins.map((plugin) => plugin.id) ?? [],
    model: plan === undefined ? '' : `${plan.model.family} ${plan.model.resolution}×${plan.model.resolution}`,
    picture: pictures.at(-1),
    changed,
  };
};

/** Everything about a run but its numbers. */
export const runFacts = async (
  root: string,
  files: Remembered,
  found: Found,
  happenings: readonly Happening[],
): Promise<RunFacts> => {
  const { folder, id } = found;
  const places = runFiles(folder);
  const [run, plan, environment, samples, reconstructions, exported] = await Promise.all([
    runRow(root, files, found),
    files.json<PlanDescription>(places.plan),
    files.json<Environment>(places.environment),
    picturesOf(root, folder, 'samples'),
    picturesOf(root, folder, 'reconstructions'),
    exportsOf(root, files, id, folder),
  ]);
  return {
    kind: 'run',
    run,
    seed: plan?.seed ?? 0,
    engine: environment?.engine ?? '',
    data:
      environment === undefined ? '' : `${environment.data.name}, ${environment.data.count.toLocaleString('en-US')}`,
    loss: plan?.loss ?? '',
    batch: plan?.batch ?? 0,
    terms: (plan?.terms ?? []).map(({ term, player, on, weight, every }) => ({ term, player, on, weight, every })),
    samples,
    reconstructions,
    events: [...happenings, ...exported].toSorted((one, other) => one.step - other.step),
  };
};
