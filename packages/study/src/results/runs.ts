import { isUnder } from '../run/complete.ts';
import type { Evaluation, RunRecord } from '../run/records.ts';
import type { RecordedStudy } from '../run/study-files.ts';
import type { BySpace, RunResult } from './types.ts';

const bySpace = ({ measured }: Evaluation): BySpace =>
  Object.fromEntries(measured.map(({ protocol, values }) => [protocol.space, values]));

/** One run as results show it: only what was measured the way the study asks for now. */
export const runResult = (
  study: RecordedStudy,
  arm: RecordedStudy['arms'][number],
  seed: number,
  { outcome, start, evaluations }: RunRecord,
): RunResult => {
  const { evaluation, reference } = study;
  const valid = evaluations.filter((each) => isUnder(reference?.key ?? '', evaluation, each));
  const last = evaluation.milestones.at(-1) ?? 0;
  const finals = valid.filter((each) => each.step === last && each.sampling < evaluation.samplings);
  const measured = finals.length === evaluation.samplings;
  const ended = outcome !== undefined && (outcome.state !== 'finished' || measured);
  return {
    arm: arm.name,
    seed,
    folder: `${arm.folder}/${seed}`,
    state: ended ? outcome.state : 'unfinished',
    step: outcome?.step ?? valid.at(-1)?.step ?? 0,
    sha256: outcome?.sha256 ?? null,
    rollbacks: outcome?.rollbacks ?? 0,
    error: outcome?.error ?? null,
    start: start ?? null,
    samplings: outcome?.state === 'finished' && measured ? finals.map(bySpace) : [],
    curve: valid
      .filter((each) => each.sampling === 0 && evaluation.milestones.includes(each.step))
      .map((each) => ({ step: each.step, images: each.images, values: bySpace(each) })),
  };
};
