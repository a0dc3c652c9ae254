import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scope, TrainingData, type Plan } from '@ganreg/core';
import { openSavedRun, trainPlan } from '@ganreg/core/node';
import { generatedSamples } from '../evaluation/generated.ts';
import type { SpeedFound, SpeedJob } from './messages.ts';
import type { Workshop } from './workshop.ts';

const warmUp = 2;
const enough = 3000;

/** Trains for a few seconds in a folder that is thrown away, and measures a few samples: what a dry run estimates from. */
export const measureSpeed = async (job: SpeedJob, plan: Plan, workshop: Workshop): Promise<SpeedFound> => {
  const { evaluation, input: config, project } = job;
  const folder = await mkdtemp(join(tmpdir(), 'ganreg-speed-'));
  try {
    const scope = new Scope().provide(TrainingData, await workshop.data(plan, project));
    const enoughSeen = new AbortController();
    const times: number[] = [];
    await trainPlan(plan, { config, files: [], folder: project, provenance: {} }, join(folder, 'run'), {
      scope,
      signal: enoughSeen.signal,
      onEvent: (event) => {
        if (event.kind !== 'step') return;
        times.push(performance.now());
        const [first] = times.slice(warmUp);
        if (first !== undefined && times.length > warmUp + 3 && performance.now() - first > enough) enoughSeen.abort();
      },
    });
    const measured = times.slice(warmUp);
    const span = (measured.at(-1) ?? 0) - (measured[0] ?? 0);
    const few = Math.min(50, evaluation.count);
    const evaluator = await workshop.evaluator(plan, {
      ...job,
      evaluation: { ...evaluation, count: few, reference: few },
    });
    const run = await openSavedRun(join(folder, 'run'), workshop.catalogueFor);
    const begin = performance.now();
    await evaluator.evaluate(await generatedSamples(run, few, 0));
    return {
      secondsPerStep: span / Math.max(1, measured.length - 1) / 1000,
      secondsPerEvaluation: ((performance.now() - begin) / 1000) * (evaluation.count / few),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
