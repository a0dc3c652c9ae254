import util from 'node:util';

// Node 23 removed these from `util`; tfjs-node 4.22.0 and what it depends on still call them.
const REMOVED = {
  isArray: Array.isArray,
  isBoolean: (value) => typeof value === 'boolean',
  isFunction: (value) => typeof value === 'function',
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: (value) => typeof value === 'number',
  isObject: (value) => typeof value === 'object' && value !== null,
  isString: (value) => typeof value === 'string',
  isUndefined: (value) => value === undefined,
};

/** Puts back what is missing; call it before tfjs-node is loaded. */
export function restoreRemovedUtil() {
  for (const [name, value] of Object.entries(REMOVED))
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true, writable: true });
}
