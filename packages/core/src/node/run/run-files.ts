import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { runDamaged, runExists, runMissing, runNewer } from '../../errors/run.ts';
import type { ExperimentConfig, ExperimentInput } from '../../config/schema.ts';
import { describePlan, type PlanDescription } from '../../plan/describe.ts';
import type { Plan } from '../../plan/types.ts';
import { makeFolder, writeAtomically } from './atomic.ts';
import type { Environment } from './environment.ts';
import { ownVersion } from './own-version.ts';
import { named } from './system-error.ts';

/** Where the parts of a run lie. */
export interface RunFiles {
  readonly folder: string;
  readonly config: string;
  readonly plan: string;
  readonly environment: string;
  readonly metrics: string;
  readonly samples: string;
  /** Real images and their redrawings, of a run that learns to redraw. */
  readonly reconstructions: string;
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
  reconstructions: join(folder, 'reconstructions'),
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

const runFormat = 1;

/** What `config.json` of a run holds. */
export interface RecordedConfig {
  readonly format: number;
  /** As validated, defaults filled. */
  readonly config: ExperimentConfig;
  /** As written, after `extends` and overrides: what resuming plans from. */
  readonly input: ExperimentInput;
  /** Folder that relative paths in it mean. */
  readonly project: string;
  readonly provenance: Readonly<Record<string, string>>;
}

const read = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? undefined : named(file)(error);
  });

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** @throws GanregError RUN_EXISTS */
export const refuseExisting = async (files: RunFiles): Promise<void> => {
  if ((await read(files.config)) !== undefined) throw runExists(files.folder);
};

/** Writes what a run is. `config.json`, the last of its files, makes the folder a run. */
export const writeRunFiles = async (
  files: RunFiles,
  plan: Plan,
  environment: Environment,
  recorded: Omit<RecordedConfig, 'format' | 'config'>,
): Promise<void> => {
  await makeFolder(files.checkpoints);
  await makeFolder(files.samples);
  await writeAtomically(files.environment, json(environment));
  await writeAtomically(files.plan, json(describePlan(plan)));
  await writeAtomically(
    files.config,
    json({ format: runFormat, config: plan.config, ...recorded } satisfies RecordedConfig),
  );
};

/** Replaces what a resumed run is now. */
export const rewriteRunFiles = async (files: RunFiles, plan: Plan, recorded: RecordedConfig): Promise<void> => {
  await writeAtomically(files.plan, json(describePlan(plan)));
  await writeAtomically(files.config, json({ ...recorded, config: plan.config } satisfies RecordedConfig));
};

const recordedIn = async <Recorded extends object>(
  { folder }: RunFiles,
  file: string,
  members: readonly (keyof Recorded & string)[],
): Promise<Recorded> => {
  const name = relative(folder, file);
  const text = await read(file);
  if (text === undefined) throw runDamaged(folder, name, 'it is missing');
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw runDamaged(folder, name, error instanceof Error ? error.message : String(error));
  }
  if (typeof found !== 'object' || found === null) throw runDamaged(folder, name, 'it does not hold an object');
  const missing = members.find((member) => Reflect.get(found, member) === undefined);
  if (missing !== undefined) throw runDamaged(folder, name, `it has no ${missing}`);
  return found as Recorded;
};

/** What the run was last started or resumed with. @throws GanregError RUN_DAMAGED */
export const readEnvironment = (files: RunFiles): Promise<Environment> =>
  recordedIn<Environment>(files, files.environment, ['engine', 'versions', 'plugins', 'data']);

/** Reads what a run recorded. @throws GanregError RUN_NOT_FOUND, RUN_DAMAGED, RUN_NEWER */
export const openRunFiles = async (
  folder: string,
): Promise<{ readonly files: RunFiles; readonly recorded: RecordedConfig; readonly plan: PlanDescription }> => {
  const files = runFiles(resolve(folder));
  if ((await read(files.config)) === undefined) throw runMissing(folder);
  const recorded = await recordedIn<RecordedConfig>(files, files.config, ['format', 'config', 'input', 'project']);
  if (recorded.format > runFormat)
    throw runNewer(files.config, recorded.format, runFormat, { writer: 'of a later version', reader: ownVersion() });
  return { files, recorded, plan: await recordedIn<PlanDescription>(files, files.plan, ['seed', 'terms', 'plugins']) };
};
