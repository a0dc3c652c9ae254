import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { limited } from './store/limited.ts';
import { storeKey, type Store } from './store/store.ts';

/** Files of a run that another host needs: neither locks nor what is half written. */
const travels = (name: string): boolean =>
  /^(?:config|plan|environment)\.json$|^metrics\.jsonl$|^curves\.svg$|^samples\/[^./][^/]*$|^study\/[^./][^/]*\.(?:json|bin)$|^checkpoints\/\d+\/[^./][^/]*$|^export\/[^.].*$/u.test(
    name,
  ) && !name.endsWith('.tmp');

const stepOf = (name: string): number | undefined => {
  const [, step] = /^checkpoints\/(\d+)\//u.exec(name) ?? [];
  return step === undefined ? undefined : Number(step);
};

const atOnce = 8;
/** One more than is needed, should the newest be torn. */
const checkpointsTaken = 2;

/** The run's record names the folder of its project: another one on every host. */
const withProject = (content: Uint8Array, project: string): Uint8Array => {
  const record = JSON.parse(Buffer.from(content).toString('utf8')) as Record<string, unknown>;
  return Buffer.from(`${JSON.stringify({ ...record, project }, undefined, 2)}\n`);
};

/**
 * Brings a trial's files from the store into a folder.
 * @param checkpoints whether to go on training there
 * @param project what the run's record is to name as its project
 */
export const fetchTrial = async (
  store: Store,
  trial: string,
  folder: string,
  { checkpoints, project }: { readonly checkpoints: boolean; readonly project: string },
): Promise<void> => {
  const names = (await store.list(trial)).map(({ name }) => name).filter(travels);
  const steps = [...new Set(names.flatMap((name) => stepOf(name) ?? []))].toSorted((one, other) => other - one);
  const taken = new Set(checkpoints ? steps.slice(0, checkpointsTaken) : []);
  const wanted = names.filter((name) => {
    const step = stepOf(name);
    return step === undefined || taken.has(step);
  });
  await limited(wanted, atOnce, async (name) => {
    const content = await store.read(storeKey(trial, name));
    if (content === undefined) return;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), name === 'config.json' ? withProject(content, project) : content);
  });
};

/** Leaves a trial's files in the store, again and again. */
export interface TrialUpload {
  /** Sends what has changed since. What it sends last is what makes the rest count. */
  readonly send: () => Promise<void>;
}

const filesOf = async (folder: string): Promise<readonly string[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter(travels);
};

const gone = (): undefined => undefined;

/** A checkpoint never without the numbers before it, its checksum after its weights, and the outcome after everything. */
const rank = (name: string): number => {
  if (name === 'study/outcome.json') return 3;
  if (stepOf(name) !== undefined) return name.endsWith('.sha256') ? 2 : 1;
  return 0;
};

/** @param project what the run's record is to name as its project */
export const uploadTrial = (store: Store, trial: string, folder: string, project: string): TrialUpload => {
  const sent = new Map<string, string>();
  const send = async (name: string): Promise<void> => {
    const file = join(folder, name);
    const found = await stat(file).catch(gone);
    const version = `${found?.size} ${found?.mtimeMs}`;
    if (found === undefined || sent.get(name) === version) return;
    const content = await readFile(file).catch(gone);
    if (content === undefined) return;
    await store.write(storeKey(trial, name), name === 'config.json' ? withProject(content, project) : content);
    sent.set(name, version);
  };
  return {
    send: async () => {
      // Listed first: numbers that are read after a checkpoint was published reach at least as far as it.
      const names = await filesOf(folder);
      for (const each of [0, 1, 2, 3])
        await limited(
          names.filter((name) => rank(name) === each),
          atOnce,
          send,
        );
      const steps = names.flatMap((name) => stepOf(name) ?? []);
      const oldest = Math.min(...steps);
      const stored = (await store.list(trial)).map(({ name }) => name);
      const outdated = stored.filter((name) => (stepOf(name) ?? Infinity) < oldest);
      await limited(outdated, atOnce, (name) => store.remove(storeKey(trial, name)));
    },
  };
};
