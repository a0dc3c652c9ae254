import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLocked } from '../../errors/run.ts';
import { makeFolder } from './atomic.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When its process began, as the kernel counts: tells it from a later process of the same number. */
  readonly began?: string | undefined;
}

const beganAt = async (pid: number): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the 22nd field; the second one, a name in brackets, may hold spaces
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
};

const isAlive = async ({ pid, host, began }: Holder): Promise<boolean> => {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = await beganAt(pid);
  return began === undefined || now === undefined || began === now;
};

const holderIn = (text: string): Holder | undefined => {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && 'pid' in found && Number.isSafeInteger(found.pid)
      ? (found as Holder)
      : undefined;
  } catch {
    return undefined;
  }
};

/** Whether a process that is still there works in a folder. */
export const isLocked = async (folder: string): Promise<boolean> => {
  const holder = holderIn(await readFile(join(folder, 'lock.json'), 'utf8').catch(() => ''));
  return holder !== undefined && isAlive(holder);
};

/** Removes a lock that nobody holds; if another process was quicker and holds it by now, it keeps it. */
const clear = async (file: string, stale: string): Promise<void> => {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8').catch(() => stale)) === stale) await rm(aside, { force: true });
  else await rename(aside, file);
};

const attempts = 4;

/**
 * Makes a folder where there is none, and keeps other processes out of it. A lock whose process is gone is taken over.
 * @returns how to release it
 * @throws GanregError RUN_LOCKED
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  await makeFolder(folder);
  const file = join(folder, 'lock.json');
  const own: Holder = { pid: process.pid, host: hostname(), began: await beganAt(process.pid) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify(own), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const text = await readFile(file, 'utf8').catch(() => '');
    const holder = holderIn(text);
    if ((holder !== undefined && (await isAlive(holder))) || attempt === attempts) throw runLocked(folder, holder);
    // a lock without a holder may be about to be written
    if (holder === undefined && attempt < attempts - 1) await sleep(50);
    else await clear(file, text);
  }
};
