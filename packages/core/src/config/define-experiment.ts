import type { ExperimentInput } from './schema.ts';

/** For `ganreg.config.ts`: gives editors completion and checks the shape; returns what it is given. */
export const defineExperiment = (experiment: ExperimentInput): ExperimentInput => experiment;
