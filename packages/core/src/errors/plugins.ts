import { GanregError } from './ganreg-error.ts';
import { list, meant } from './wording.ts';

export const unknownPlugin = (
  path: string,
  name: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('PLUGIN_UNKNOWN', `there is no plugin "${name}".${meant(suggestion)}`, {
    path,
    fix: `known: ${list(known)}; or install ganreg-plugin-${name.replaceAll(/[^a-z0-9-]/giu, '')}, or give a file such as ./my-plugin.ts`,
  });

export const pluginUnloadable = (path: string, name: string, why: string): GanregError =>
  new GanregError('PLUGIN_UNLOADABLE', `plugin "${name}" cannot be loaded: ${why}`, {
    path,
    fix: 'its module must export a plugin made with definePlugin({ … })',
  });

export const wrongEngine = (path: string, plugin: string, range: string, version: string): GanregError =>
  new GanregError('PLUGIN_ENGINE', `${plugin} is made for @ganreg/core ${range}, and this is ${version}.`, {
    path,
    fix: 'install a version of the plugin for this ganreg, or the ganreg that it is made for',
  });

export const twoCopies = (path: string, plugin: string, copied: string, theirs: string, ours: string): GanregError =>
  new GanregError(
    'PLUGIN_TWO_COPIES',
    `${plugin} would load a second ${copied}, which knows nothing of the first: ${theirs} beside ${ours}.`,
    {
      path,
      fix: `\`npm ls ${copied}\` shows who asks for it: in a plugin it belongs into peerDependencies; then run \`npm dedupe\``,
    },
  );

export const unknownRecipe = (
  path: string,
  name: string,
  known: readonly string[],
  suggestion: string | undefined,
): GanregError =>
  new GanregError('RECIPE_UNKNOWN', `there is no recipe "${name}".${meant(suggestion)}`, {
    path,
    fix: `known: ${list(known)}`,
  });

export const invalidPlugin = (plugin: string, why: string): GanregError =>
  new GanregError('PLUGIN_INVALID', `plugin "${plugin}": ${why}`, { fix: 'correct its definePlugin({ … })' });
