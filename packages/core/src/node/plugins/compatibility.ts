import { realpath } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { satisfies } from 'semver';
import { twoCopies, wrongEngine } from '../../errors/plugins.ts';
import { manifestIn, packageFolder, type PluginPackage } from './packages.ts';

/** The folder of this package. `src/` and `dist/` lie equally deep. */
const own = fileURLToPath(new URL('../../..', import.meta.url));

const folderOf = async (name: string, from: string): Promise<string | undefined> => {
  const folder = packageFolder(name, from);
  return folder === undefined ? undefined : realpath(folder);
};

/**
 * Whether an installed plugin fits: the range of `@ganreg/core` in its peerDependencies, and that it shares core and
 * TensorFlow.js with this process instead of bringing copies of its own.
 * @throws GanregError PLUGIN_ENGINE, PLUGIN_TWO_COPIES
 */
export const checkCompatibility = async (
  { name, version, folder, core }: PluginPackage,
  path: string,
): Promise<void> => {
  const ours = (await manifestIn(own))?.version ?? '0.0.0';
  if (core !== undefined && !satisfies(ours, core, { includePrerelease: true }))
    throw wrongEngine(path, `${name} ${version}`, core, ours);
  const place = await realpath(folder);
  const second = await folderOf('@ganreg/core', place);
  if (second !== undefined && second !== (await realpath(own)).replace(/[\\/]$/u, ''))
    throw twoCopies(path, name, '@ganreg/core', second, own);
  const [theirs, shared] = [
    await folderOf('@tensorflow/tfjs-core', place),
    await folderOf('@tensorflow/tfjs-core', own),
  ];
  if (theirs === undefined || shared === undefined || theirs === shared) return;
  // Copies of one version share their engine through the global object; others do not fit together.
  if ((await manifestIn(theirs))?.version !== (await manifestIn(shared))?.version)
    throw twoCopies(path, name, '@tensorflow/tfjs-core', theirs, shared);
};
