import util from 'node:util';

/**
 * Gives Node's `util` the two functions that tfjs-node 4.22.0 calls from it. Node 23 removed the first and Node 22 warns
 * about both (tensorflow/tfjs#8425), so they are replaced on every version, to the same effect.
 */
export function restoreRemovedUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
