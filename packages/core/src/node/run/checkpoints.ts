import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../../training/trainer-state.ts';
import { GanregError } from '../../errors/ganreg-error.ts';
import { publishFolder } from './atomic.ts';
import { checkpointFormat, checkpointIndex, migrated, type CheckpointIndex } from './checkpoint-format.ts';
import { ownVersion } from './own-version.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { isAbsent, isOutOfReach } from './system-error.ts';

const digest = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** None where there is no folder. One that cannot be read is another matter: its checkpoints may all be whole. */
const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
};

/** Steps with a checkpoint, newest first. */
export const checkpointSteps = async (folder: string): Promise<readonly number[]> => {
  const names = await namesIn(folder);
  return names
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .toSorted((one, other) => other - one);
};

/**
 * Publishes a snapshot as `<folder>/<step>/` and removes all but the newest `keep`, and those of later steps: the run has been resumed
 * before them, because they are damaged.
 */
export const writeCheckpoint = async (
  folder: string,
  step: number,
  snapshot: Snapshot,
  keep: number,
): Promise<void> => {
  const tensors = encodeSafetensors(snapshot.tensors);
  const index: CheckpointIndex = {
    version: checkpointFormat,
    writer: ownVersion(),
    tensors: digest(tensors),
    values: snapshot.values,
  };
  const text = JSON.stringify(index);
  await publishFolder(join(folder, String(step)), {
    'tensors.safetensors': tensors,
    'state.json': text,
    'state.sha256': digest(text),
  });
  const steps = await checkpointSteps(folder);
  const kept = steps.filter((each) => each <= step).slice(0, keep);
  const others = steps.filter((each) => !kept.includes(each)).map(String);
  for (const name of [...others, ...(await leftovers(folder))])
    await rm(join(folder, name), { recursive: true, force: true });
};

/** What a process that was killed while publishing left behind: perhaps whole, perhaps not. */
const leftovers = async (folder: string): Promise<readonly string[]> =>
  (await namesIn(folder)).filter((name) => /^\.\d+\.(?:tmp|old)$/u.test(name));

const readCheckpoint = async (folder: string): Promise<Snapshot> => {
  const [tensors, text, sum] = await Promise.all([
    readFile(join(folder, 'tensors.safetensors')),
    readFile(join(folder, 'state.json'), 'utf8'),
    readFile(join(folder, 'state.sha256'), 'utf8'),
  ]);
  if (digest(text) !== sum.trim()) throw new Error('state.json does not match its checksum');
  const index = checkpointIndex(JSON.parse(text));
  const values = migrated(index, folder);
  if (digest(tensors) !== index.tensors) throw new Error('tensors.safetensors does not match its checksum');
  return { tensors: decodeSafetensors(tensors), values };
};

/**
 * The newest checkpoint that is intact, or the one of a step, and what was wrong with others. Older formats are migrated.
 * @throws GanregError RUN_NEWER: an older checkpoint is no substitute for one that a newer version can read; the error of the system
 *   where one must not be read, which is no reason either to pass it over
 */
export const readNewestCheckpoint = async (
  folder: string,
  only?: number,
): Promise<{
  readonly step: number | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly broken: readonly string[];
}> => {
  const broken: string[] = [];
  const names =
    only === undefined
      ? [...(await checkpointSteps(folder)).map(String), ...(await leftovers(folder))]
      : [String(only)];
  for (const name of names) {
    try {
      const snapshot = await readCheckpoint(join(folder, name));
      return { step: Number(snapshot.values.step), snapshot, broken };
    } catch (error) {
      if (error instanceof GanregError || isOutOfReach(error)) throw error;
      // what was never published is not missed
      if (/^\d+$/u.test(name))
        broken.push(`checkpoint ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { step: undefined, snapshot: undefined, broken };
};
