import type { Plugin } from '../../plugin/types.ts';

const origins = new WeakMap<Plugin, string>();

/** Notes where a plugin was loaded from. */
export const rememberOrigin = (plugin: Plugin, origin: string): void => {
  origins.set(plugin, origin);
};

/** Package and version, or file and checksum; a run records it, so that resuming notices another one. */
export const originOf = (plugin: Plugin): string => origins.get(plugin) ?? 'given by the application';
