import { createHash } from 'node:crypto';
import { mergeConfig, type ExperimentConfig, type ExperimentInput, type StudyConfig } from '@ganreg/core';
import { slug } from '@ganreg/core/node';
import { canonical } from './canonical.ts';
import type { NamedArm } from './design.ts';

/** What one run of an arm is configured with: the base, the arm's plugins after it, the budget and the seed; no study. */
export const armInput = (
  base: ExperimentInput,
  study: StudyConfig,
  arm: Pick<NamedArm, 'uses'>,
  seed: number,
): ExperimentInput => {
  const { study: _, extends: __, run, ...rest } = base;
  const { folder: ___, ...keptRun } = run ?? {};
  const { steps: ____, ...train } = rest.train ?? {};
  const budget = study.images === undefined ? {} : { train: { ...train, images: study.images } };
  return mergeConfig({ plugins: [], ...rest, ...budget, run: keptRun, seed }, { plugins: arm.uses });
};

/** `ours*` → `ours-3f9a1c`: readable, and another one as soon as anything that changes a run's numbers differs. */
export const armFolder = (name: string, config: ExperimentConfig): string => {
  const { seed: _, run: __, $schema: ___, name: ____, ...decisive } = config;
  const hash = createHash('sha256')
    .update(canonical([name, decisive]))
    .digest('hex');
  return `${slug(name)}-${hash.slice(0, 6)}`;
};
