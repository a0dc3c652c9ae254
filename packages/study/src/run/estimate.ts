import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { studyCost } from '../plan/cost.ts';
import type { StudyPlan } from '../plan/types.ts';
import { assembleCrew } from './crew.ts';
import { placeOf, runInput, runsOf } from './run-input.ts';

/** What a study would take here. */
export interface StudyEstimate {
  readonly engine: string;
  readonly workers: number;
  /** Training and measuring of one run, by arm. */
  readonly secondsPerRun: readonly { readonly arm: string; readonly seconds: number }[];
  /** Of the whole study, with all workers. */
  readonly seconds: number;
}

/**
 * Trains the first arm for a few seconds and measures a few samples in a process of its own, and scales by the multiply-adds of
 * each arm. Writes nothing that stays. The estimate holds for a machine as busy as now.
 */
export const estimateStudy = async (
  plan: StudyPlan,
  options: { readonly bundled: readonly string[]; readonly workers?: number | undefined },
): Promise<StudyEstimate> => {
  const crew = assembleCrew(options.bundled, () => undefined);
  const cache = await mkdtemp(join(tmpdir(), 'ganreg-estimate-'));
  try {
    const [first] = runsOf(plan);
    if (first === undefined) throw new RangeError('a study without a run');
    const seat = crew.seat();
    const engine = await seat.work({ kind: 'engine', input: first.arm.input(first.seed), project: plan.project });
    const speed = await seat.work({ kind: 'speed', ...placeOf(plan), cache, input: runInput(first, engine) });
    const { milestones, samplings } = plan.evaluation;
    const costs = studyCost(plan);
    const macs = costs.find(({ arm }) => arm === first.arm.name)?.macs ?? 1;
    const secondsPerRun = costs.map((cost) => ({
      arm: cost.arm,
      seconds:
        (speed.secondsPerStep * first.arm.plan.steps * cost.macs) / macs +
        speed.secondsPerEvaluation * (milestones.length + samplings - 1),
    }));
    const total = secondsPerRun.reduce((sum, { seconds }) => sum + seconds, 0) * plan.seeds.length;
    const workers = Math.min(options.workers ?? availableParallelism(), plan.arms.length * plan.seeds.length);
    return { engine: engine.name, workers, secondsPerRun, seconds: total / workers };
  } finally {
    crew.close();
    await rm(cache, { recursive: true, force: true });
  }
};
