// The public API of comparative studies: arms over paired seeds, planned, run, measured and compared.
export { planStudy } from './plan/study-plan.ts';
export { studyCost, type ArmCost } from './plan/cost.ts';
export { spaceName } from './plan/spaces.ts';
export type { Design } from './plan/design.ts';
export type { EvaluationPlan, StudyArm, StudyPlan } from './plan/types.ts';
export { runStudy, type StudyOptions } from './run/run-study.ts';
export type { OpenTrials, Trial, TrialConditions, TrialRunner, TrialWatch } from './run/trial-runner.ts';
export { assembleCrew, type Crew, type Seat } from './run/crew.ts';
export type { EngineFound, Expected, FromWorker, ReferenceFound, RunJob } from './run/messages.ts';
export { readRecord, type Outcome, type RunRecord } from './run/records.ts';
export { estimateStudy, type StudyEstimate } from './run/estimate.ts';
export type { RunStatus, StudyEvent, StudySummary } from './run/events.ts';
export type { Protocol } from './evaluation/protocol.ts';
export { writeResults } from './results/write-results.ts';
export { writeGenerators, type GeneratorIndex } from './report/generators.ts';
export { writeReport } from './report/write-report.ts';
export type { MetricTable, RowResult, RunResult, SpaceResult, StudyResults } from './results/types.ts';

export { summarise, type Summary } from './statistics/summary.ts';
export { studentInterval, studentQuantile, type Interval } from './statistics/student-interval.ts';
export { studentizedBootstrap, type BootstrapOptions } from './statistics/studentized-bootstrap.ts';
export { pairedDifference, type BySeed, type PairedDifference } from './statistics/paired-difference.ts';
export { signFlipTest, type SignFlipTest } from './statistics/sign-flip.ts';
export { holm } from './statistics/holm.ts';
export {
  binomialInterval,
  pairedWins,
  probabilityOfImprovement,
  type Better,
  type PairedWins,
} from './statistics/improvement.ts';
export {
  factorialEffects,
  type Cell,
  type Effect,
  type FactorialEffects,
  type Interaction,
  type Verdict,
} from './statistics/factorial.ts';
export { pairingOf, type Pairing } from './statistics/pairing.ts';
export { spreadOf, type Spread } from './statistics/spread.ts';
