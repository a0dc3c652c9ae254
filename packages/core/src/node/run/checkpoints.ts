import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../../training/trainer-state.ts';
import { publishFolder } from './atomic.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const version = 1;

const digest = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

interface Index {
  readonly version: number;
  readonly tensors: string;
  readonly values: Snapshot['values'];
}

/** Steps with a checkpoint, newest first. */
export const checkpointSteps = async (folder: string): Promise<readonly number[]> => {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .toSorted((one, other) => other - one);
};

/** Publishes a snapshot as `<folder>/<step>/` and removes all but the newest `keep`. */
export const writeCheckpoint = async (
  folder: string,
  step: number,
  snapshot: Snapshot,
  keep: number,
): Promise<void> => {
  const tensors = encodeSafetensors(snapshot.tensors);
  const index: Index = { version, tensors: digest(tensors), values: snapshot.values };
  const text = JSON.stringify(index);
  await publishFolder(join(folder, String(step)), {
    'tensors.safetensors': tensors,
    'state.json': text,
    'state.sha256': digest(text),
  });
  const old = (await checkpointSteps(folder)).slice(keep).map(String);
  for (const name of [...old, ...(await leftovers(folder))])
    await rm(join(folder, name), { recursive: true, force: true });
};

/** What a process that was killed while publishing left behind: perhaps whole, perhaps not. */
const leftovers = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => /^\.\d+\.(?:tmp|old)$/u.test(name));

const readCheckpoint = async (folder: string): Promise<Snapshot> => {
  const [tensors, text, sum] = await Promise.all([
    readFile(join(folder, 'tensors.safetensors')),
    readFile(join(folder, 'state.json'), 'utf8'),
    readFile(join(folder, 'state.sha256'), 'utf8'),
  ]);
  if (digest(text) !== sum.trim()) throw new Error('state.json does not match its checksum');
  const index = JSON.parse(text) as Index;
  if (index.version !== version)
    throw new Error(`it has format version ${index.version}, this ganreg reads ${version}`);
  if (digest(tensors) !== index.tensors) throw new Error('tensors.safetensors does not match its checksum');
  return { tensors: decodeSafetensors(tensors), values: index.values };
};

/** The newest checkpoint that is intact, and what was wrong with newer ones. */
export const readNewestCheckpoint = async (
  folder: string,
): Promise<{
  readonly step: number | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly broken: readonly string[];
}> => {
  const broken: string[] = [];
  for (const name of [...(await checkpointSteps(folder)).map(String), ...(await leftovers(folder))]) {
    try {
      const snapshot = await readCheckpoint(join(folder, name));
      return { step: Number(snapshot.values.step), snapshot, broken };
    } catch (error) {
      broken.push(`checkpoint ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { step: undefined, snapshot: undefined, broken };
};
