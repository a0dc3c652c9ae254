import util from 'node:util';

/**
 * Gives `util` the two functions that tfjs-node 4.22.0 calls from it. Node 23 removed the first and Node 22 warns about
 * both, so they are replaced on every version. Call it before tfjs-node computes anything.
 */
export function restoreRemovedUtil() {
  Object.assign(util, {
    isNullOrUndefined: (value) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
