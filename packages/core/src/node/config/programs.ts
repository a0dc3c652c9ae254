import type { Plan } from '../../plan/types.ts';
import { originOf } from '../plugins/origins.ts';
import type { LoadedConfig } from './load-config.ts';
import { isProgram } from './read-config.ts';

/**
 * What of a configuration runs as a program, with the rights of whoever starts ganreg: files of its own that are JavaScript or
 * TypeScript, and its plugins, each with its package and version, or its file and checksum.
 */
export const programsOf = (
  { files }: LoadedConfig,
  { plugins }: Plan,
): { readonly configurations: readonly string[]; readonly plugins: readonly string[] } => ({
  configurations: files.filter(isProgram),
  plugins: [...new Set(plugins.map(({ plugin }) => originOf(plugin)))],
});
