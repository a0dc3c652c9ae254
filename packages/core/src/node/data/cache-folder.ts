import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder outside every project: what lies there can be had again. */
export function cacheFolder(name: string): string {
  const { GANREG_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return join(own ?? join(shared ?? join(homedir(), '.cache'), 'ganreg'), name);
}

/** Where fetched image sets lie: so that they are never committed. */
export function cachedData(): string {
  return cacheFolder('data');
}
