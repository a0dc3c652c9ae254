import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched image sets lie: outside every project, so that they are never committed. */
export function cachedData(): string {
  const { GANREG_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return join(own ?? join(shared ?? join(homedir(), '.cache'), 'ganreg'), 'data');
}
