import { protocolHash } from '../evaluation/protocol.ts';
import type { EvaluationPlan } from '../plan/types.ts';
import type { Evaluation, RunRecord } from './records.ts';

/** Names a way of measuring: evaluations under another key do not belong in the same table. */
export const evaluationKey = (measured: Evaluation['measured'][number]['protocol'][]): string =>
  measured.map(protocolHash).join(' ');

/** Whether an evaluation was made under these protocols and holds every metric. */
export const isUnder = (key: string, { metrics }: EvaluationPlan, { measured }: Evaluation): boolean =>
  evaluationKey(measured.map(({ protocol }) => protocol)) === key &&
  measured.every(({ values }) => metrics.every((metric) => values[metric] !== undefined));

/** Samplings of a step that are still to be measured. */
export const missingSamplings = (
  record: RunRecord,
  step: number,
  samplings: number,
  key: string,
  evaluation: EvaluationPlan,
): readonly number[] =>
  Array.from({ length: samplings }, (_, sampling) => sampling).filter(
    (sampling) =>
      !record.evaluations.some(
        (each) => each.step === step && each.sampling === sampling && isUnder(key, evaluation, each),
      ),
  );

/** Whether nothing is left to do for a run. A diverged run would diverge again. */
export const isComplete = (record: RunRecord, key: string, evaluation: EvaluationPlan): boolean => {
  const { outcome } = record;
  if (outcome === undefined || outcome.state === 'failed') return false;
  if (outcome.state === 'diverged') return true;
  const last = evaluation.milestones.at(-1) ?? 0;
  return missingSamplings(record, last, evaluation.samplings, key, evaluation).length === 0;
};
