import { dirname } from 'node:path';
import { loadConfig } from '@ganreg/core/node';
import {
  estimateStudy,
  planStudy,
  runStudy,
  spaceName,
  studyCost,
  writeReport,
  type OpenTrials,
  type StudyPlan,
  type StudySummary,
} from '@ganreg/study';
import { Exit, exitCodes } from '../exit.ts';
import { catalogueFor, home, type ConfigOptions } from '../load.ts';
import { loadQueue } from '../load-queue.ts';
import { duration } from '../terminal/duration.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { studyProgress } from '../terminal/study-progress.ts';
import { brief, grouped, table } from '../terminal/table.ts';

export interface StudyCommandOptions extends ConfigOptions {
  readonly json?: boolean;
  readonly workers?: number;
  readonly dryRun?: boolean;
  readonly queue?: string;
  readonly store?: string;
  readonly priority?: number;
}

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const outline = (plan: StudyPlan): string => {
  const { arms, seeds, evaluation, baseline } = plan;
  const [first] = arms;
  const images = first?.description.images ?? 0;
  return [
    `${plan.name}: ${arms.length} arms × ${seeds.length} seeds (${seeds.join(', ')}), ${grouped(images)} images each, compared with "${baseline}"`,
    `measures ${evaluation.metrics.join(', ')} in ${evaluation.spaces.map(spaceName).join(', ')} with ${grouped(evaluation.count)} samples, ${evaluation.milestones.length} times a run, ${evaluation.samplings} samplings at the end`,
    `writes to ${plan.folder}`,
  ].join('\n');
};

/** What would run and what it would take; trains nothing that stays. */
const dryRun = async (plan: StudyPlan, options: StudyCommandOptions): Promise<void> => {
  const costs = studyCost(plan);
  const estimate = await estimateStudy(plan, { bundled: [home], workers: options.workers }).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  const secondsOf = (arm: string): number | undefined =>
    typeof estimate === 'string' ? undefined : estimate.secondsPerRun.find((each) => each.arm === arm)?.seconds;
  if (options.json === true) {
    const { name, folder, baseline, seeds, evaluation } = plan;
    const arms = plan.arms.map(({ name: arm, folder: own, description }, index) => ({
      arm,
      folder: own,
      terms: description.terms.map((term) => term.term),
      macs: costs[index]?.macs,
      ratio: costs[index]?.ratio,
      seconds: secondsOf(arm) ?? null,
    }));
    write(
      JSON.stringify({ event: 'dry-run', name, folder, baseline, seeds, evaluation, arms, estimate }, undefined, 2),
    );
    return;
  }
  write(outline(plan));
  write('');
  const rows = plan.arms.map(({ name, description }, index) => [
    name,
    description.terms.map((term) => term.term).join(', ') || '–',
    brief((costs[index]?.macs ?? 0) / 1e9),
    `×${(costs[index]?.ratio ?? 1).toFixed(2)}`,
    duration(secondsOf(name) ?? Number.NaN),
  ]);
  write(table(['arm', 'terms', 'G multiply-adds', 'cost', 'per run'], rows));
  write('');
  write(
    typeof estimate === 'string'
      ? `no estimate of time: ${estimate}`
      : `about ${duration(estimate.seconds)} on ${estimate.engine} with ${estimate.workers} worker${estimate.workers === 1 ? '' : 's'}, from a trial of some seconds now`,
  );
};

const conclude = ({ state, folder, results }: StudySummary, json: boolean): void => {
  const count = (wanted: string): number => results.runs.filter((run) => run.state === wanted).length;
  const counts = {
    finished: count('finished'),
    diverged: count('diverged'),
    failed: count('failed'),
    unfinished: count('unfinished'),
  };
  if (json) write(JSON.stringify({ event: 'finished', state, folder, ...counts }));
  else {
    const told = Object.entries(counts).filter(([, each]) => each > 0);
    write(`${state}: ${told.map(([what, each]) => `${each} ${what}`).join(', ')}`);
    write(`results ${folder}/results.md  report ${folder}/report.html`);
    if (state === 'interrupted') write('run the same command again to go on');
  }
  if (state === 'interrupted') throw new Exit(exitCodes.interrupted);
};

/** Where trials are done: here, unless there is a queue. */
const trialsFor = async (
  plan: StudyPlan,
  { queue, store = dirname(plan.folder), priority }: StudyCommandOptions,
): Promise<OpenTrials | undefined> => {
  if (queue === undefined) return undefined;
  const { openStore, queueAddress, queueTrials } = await loadQueue();
  return queueTrials({ queue: queueAddress(queue), store: await openStore(store), priority });
};

/** `ganreg study [config]` */
export const study = async (file: string | undefined, options: StudyCommandOptions): Promise<void> => {
  const loaded = await loadConfig({ file, folder: process.cwd(), overrides: options.set ?? [] });
  const plan = await planStudy(loaded, catalogueFor(loaded.folder));
  if (options.dryRun === true) return dryRun(plan, options);
  const { signal, release } = interruptible();
  const shown = studyProgress(options.json === true);
  try {
    if (options.json !== true) write(outline(plan));
    const trials = await trialsFor(plan, options);
    const summary = await runStudy(plan, {
      bundled: [home],
      workers: options.workers,
      trials,
      signal,
      onEvent: shown.listen,
    });
    shown.end();
    await writeReport(summary.folder);
    conclude(summary, options.json === true);
  } finally {
    shown.end();
    release();
  }
};
