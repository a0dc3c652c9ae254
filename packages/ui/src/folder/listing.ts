import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A run or a study that was found, under a name that no one can make up. */
export interface Found {
  readonly id: string;
  readonly kind: 'run' | 'study';
  readonly folder: string;
  /** Below the folder that is shown. */
  readonly path: string;
  /** The study that a run belongs to. */
  readonly study: string | undefined;
}

const deepest = 6;

/** What a run or study is called in addresses. */
export const idOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);

/** Every run and study in a folder. Links are not followed, hidden folders are left out. */
export const listFolder = async (root: string): Promise<readonly Found[]> => {
  const found: Found[] = [];
  const visit = async (folder: string, depth: number, study: string | undefined): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name));
    const path = relative(root, folder) || '.';
    const note = (kind: Found['kind']): string => {
      const id = idOf(path);
      found.push({ id, kind, folder, path, study });
      return id;
    };
    if (names.has('config.json') && names.has('plan.json')) {
      note('run');
      return;
    }
    const within = names.has('study.json') ? note('study') : study;
    if (depth === deepest) return;
    const folders = entries.filter(
      ({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== 'checkpoints',
    );
    for (const entry of folders) if (entry.isDirectory()) await visit(join(folder, entry.name), depth + 1, within);
  };
  await visit(root, 0, undefined);
  return found;
};
