import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { metricTitle, readRecord, type QueueFile, type RecordedStudy, type RunRecord } from '@ganreg/study/folder';
import type { Happening, RunState, StudyFacts, StudyRow, Trial } from '../live/messages.ts';
import { exportsOf } from './happenings.ts';
import { inside } from './inside.ts';
import { idOf, type Found } from './listing.ts';
import { picturesOf } from './pictures.ts';
import { queuedTrials } from './queued.ts';
import type { Remembered } from './remembered.ts';
import { runRow } from './run-facts.ts';

/** The run of an arm with a seed, whether or not it has begun. */
const trialPlace = (study: Found, arm: { readonly folder: string }, seed: number): Found => {
  const path = study.path === '.' ? join(arm.folder, String(seed)) : join(study.path, arm.folder, String(seed));
  return { id: idOf(path), kind: 'run', folder: join(study.folder, arm.folder, String(seed)), path, study: study.id };
};

const trialsOf = (
  study: Found,
  { arms, seeds }: RecordedStudy,
): readonly { place: Found; arm: number; seed: number }[] =>
  arms.flatMap((arm, index) => seeds.map((seed) => ({ place: trialPlace(study, arm, seed), arm: index, seed })));

/** Records of a study's runs, read again only when something was written beside them. */
export class Records {
  readonly #root: string;
  readonly #known = new Map<string, { readonly changed: number; readonly record: RunRecord }>();

  constructor(root: string) {
    this.#root = root;
  }

  async of(run: string): Promise<RunRecord | undefined> {
    const folder = await inside(this.#root, join(run, 'study'));
    const changed = folder === undefined ? undefined : (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (changed === undefined) return undefined;
    const known = this.#known.get(run);
    if (known?.changed === changed) return known.record;
    const record = await readRecord(run);
    this.#known.set(run, { changed, record });
    return record;
  }
}

/** The runs of a study that have a folder. */
export const studyRuns = async (root: string, files: Remembered, study: Found): Promise<readonly Found[]> => {
  const recorded = await files.json<RecordedStudy>(join(study.folder, 'study.json'));
  if (recorded === undefined) return [];
  const places = trialsOf(study, recorded).map(({ place }) => place);
  const there = await Promise.all(places.map(({ folder }) => inside(root, folder)));
  return places.filter((_, index) => there[index] !== undefined);
};

/** A study as a list shows it. */
export const studyRow = async (root: string, files: Remembered, study: Found): Promise<StudyRow> => {
  const recorded = await files.json<RecordedStudy>(join(study.folder, 'study.json'));
  const rows = await Promise.all(
    (recorded === undefined ? [] : trialsOf(study, recorded)).map(({ place }) => runRow(root, files, place)),
  );
  const count = (state: RunState): number => rows.filter((row) => row.state === state).length;
  return {
    id: study.id,
    path: study.path,
    name: recorded?.name ?? study.path,
    arms: recorded?.arms.length ?? 0,
    seeds: recorded?.seeds.length ?? 0,
    runs: {
      waiting: count('waiting'),
      running: count('running'),
      paused: count('paused'),
      finished: count('finished'),
      diverged: count('diverged'),
      failed: count('failed'),
    },
    changed: Math.max(0, ...rows.map((row) => row.changed)),
  };
};

const curveOf = (record: RunRecord | undefined): Trial['curve'] =>
  (record?.evaluations ?? [])
    .filter(({ sampling }) => sampling === 0)
    .map(({ images, measured }) => ({
      images,
      values: Object.fromEntries(measured.map(({ protocol, values }) => [protocol.space, values])),
    }));

const measuresOf = ({ evaluation, reference }: RecordedStudy): StudyFacts['measures'] =>
  (reference?.protocols ?? []).flatMap((protocol) =>
    evaluation.metrics.map((metric) => ({
      space: protocol.space,
      metric,
      title: metricTitle({ metric }, protocol),
      floor: reference?.floor?.find((each) => each.protocol.space === protocol.space)?.values[metric] ?? null,
    })),
  );

/** Where a trial stands: a worker elsewhere knows more than the folder, to which it sends only what it saved. */
const standing = (
  row: { readonly state: RunState; readonly step: number },
  queued: QueueFile['trials'][number] | undefined,
): Pick<Trial, 'state' | 'step' | 'worker'> => {
  const over = row.state === 'finished' || row.state === 'diverged' || row.state === 'failed';
  if (queued === undefined || over) return { state: row.state, step: row.step, worker: null };
  return { state: queued.state, step: Math.max(row.step, queued.step), worker: queued.worker };
};

/** Everything about a study but its runs' numbers. */
export const studyFacts = async (
  root: string,
  files: Remembered,
  records: Records,
  study: Found,
  happenings: readonly Happening[],
): Promise<StudyFacts | undefined> => {
  const recorded = await files.json<RecordedStudy>(join(study.folder, 'study.json'));
  if (recorded === undefined) return undefined;
  const [first] = recorded.arms;
  const queue = await queuedTrials(files, study.folder);
  const parts = await Promise.all(
    trialsOf(study, recorded).map(async ({ place, arm, seed }) => {
      const [row, record, samples, reconstructions, exported] = await Promise.all([
        runRow(root, files, place),
        records.of(place.folder),
        picturesOf(root, place.folder, 'samples'),
        picturesOf(root, place.folder, 'reconstructions'),
        exportsOf(root, files, place.id, place.folder),
      ]);
      const queued = queue.find((each) => each.arm === recorded.arms[arm]?.name && each.seed === seed);
      const { state, step, worker } = standing(row, queued);
      const error = record?.outcome?.error?.message;
      const trial: Trial = {
        id: place.id,
        arm,
        seed,
        state,
        step,
        error,
        worker,
        samples,
        reconstructions,
        curve: curveOf(record),
      };
      const lost: readonly Happening[] =
        state === 'failed' || state === 'diverged'
          ? [{ run: place.id, step, what: state, text: error ?? 'no reason was written', bad: true }]
          : [];
      return { trial, events: [...exported, ...lost] };
    }),
  );
  return {
    kind: 'study',
    id: study.id,
    path: study.path,
    name: recorded.name,
    baseline: recorded.baseline,
    arms: recorded.arms.map(({ name, plan }) => ({
      name,
      terms: plan.terms.map(({ term, weight }) => `${term} × ${weight}`),
    })),
    seeds: recorded.seeds,
    steps: first?.plan.steps ?? 0,
    images: first?.plan.images ?? 0,
    engine: recorded.engine.name,
    measures: measuresOf(recorded),
    trials: parts.map(({ trial }) => trial),
    events: [...happenings, ...parts.flatMap(({ events }) => events)],
  };
};
