import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$GANREG_CACHE`, or the user's cache folder. */
export function cacheFolder(): string {
  const { GANREG_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return own ?? join(shared ?? join(homedir(), '.cache'), 'ganreg');
}
