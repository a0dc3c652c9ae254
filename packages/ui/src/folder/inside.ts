import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';

/** The real place of a file if it lies in a folder, links followed; nothing if it does not, or is not there. */
export const inside = async (root: string, path: string): Promise<string | undefined> => {
  const real = await realpath(path).catch(() => undefined);
  return real !== undefined && (real === root || real.startsWith(root + sep)) ? real : undefined;
};
