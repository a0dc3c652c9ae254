import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runExists, runMissing } from '../../errors/run.ts';
import type { ExperimentConfig, ExperimentInput } from '../../config/schema.ts';
import { describePlan, type PlanDescription } from '../../plan/describe.ts';
import type { Plan } from '../../plan/types.ts';
import { writeAtomically } from './atomic.ts';

/** Where the parts of a run lie. */
export interface RunFiles {
  readonly folder: string;
  readonly config: string;
  readonly plan: string;
  readonly environment: string;
  readonly metrics: string;
  readonly samples: string;
  readonly checkpoints: string;
  readonly curves: string;
}

/** Names of the files in a run’s folder. */
export const runFiles = (folder: string): RunFiles => ({
  folder,
  config: join(folder, 'config.json'),
  plan: join(folder, 'plan.json'),
  environment: join(folder, 'environment.json'),
  metrics: join(folder, 'metrics.jsonl'),
  samples: join(folder, 'samples'),
  checkpoints: join(folder, 'checkpoints'),
  curves: join(folder, 'curves.svg'),
});

/** `ours*` → `ours`: letters, digits and dashes only. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '') || 'run';

/** `runs/<experiment>/<plugins>-<short hash of the configuration>/<seed>`. */
export const defaultRunFolder = (plan: Plan, experiment: string): string => {
  const { seed, run: _, ...rest } = plan.config;
  const arm = plan.plugins.map((plugin) => plugin.id).join('+') || 'baseline';
  const short = createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 6);
  return join('runs', slug(experiment), `${slug(arm)}-${short}`, String(seed));
};

/** What `config.json` of a run holds. */
export interface RecordedConfig {
  readonly format: 1;
  /** As validated, defaults filled. */
  readonly config: ExperimentConfig;
  /** As written, after `extends` and overrides: what resuming plans from. */
  readonly input: ExperimentInput;
  /** Folder that relative paths in it mean. */
  readonly project: string;
  readonly provenance: Readonly<Record<string, string>>;
}

const exists = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    () => false,
  );

/** Creates the folder of a new run. @throws GanregError RUN_EXISTS */
export const createRunFiles = async (
  folder: string,
  plan: Plan,
  recorded: Omit<RecordedConfig, 'format' | 'config'>,
): Promise<RunFiles> => {
  const files = runFiles(resolve(folder));
  if (await exists(files.config)) throw runExists(folder);
  await mkdir(files.checkpoints, { recursive: true });
  await mkdir(files.samples, { recursive: true });
  await writeAtomically(files.plan, `${JSON.stringify(describePlan(plan), undefined, 2)}\n`);
  await writeAtomically(
    files.config,
    `${JSON.stringify({ format: 1, config: plan.config, ...recorded } satisfies RecordedConfig, undefined, 2)}\n`,
  );
  return files;
};

/** Reads what a run recorded. @throws GanregError RUN_NOT_FOUND */
export const openRunFiles = async (
  folder: string,
): Promise<{ readonly files: RunFiles; readonly recorded: RecordedConfig; readonly plan: PlanDescription }> => {
  const files = runFiles(resolve(folder));
  try {
    const recorded = JSON.parse(await readFile(files.config, 'utf8')) as RecordedConfig;
    const plan = JSON.parse(await readFile(files.plan, 'utf8')) as PlanDescription;
    return { files, recorded, plan };
  } catch {
    throw runMissing(folder);
  }
};
