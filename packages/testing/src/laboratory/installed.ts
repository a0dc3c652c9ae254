import type { Plugin } from '@ganreg/core';
import { nodeCatalogue } from '@ganreg/core/node';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the command line is installed; its dependencies are the first-party plugins. */
const commandLine = (project: string): readonly string[] => {
  try {
    return [dirname(createRequire(join(project, 'package.json')).resolve('ganreg/package.json'))];
  } catch {
    return [];
  }
};

let found: Promise<readonly Plugin[]> | undefined;

/** Every plugin that the project, or the command line installed in it, offers. */
export const installedPlugins = (project = process.cwd()): Promise<readonly Plugin[]> =>
  (found ??= nodeCatalogue(project, commandLine(project))
    .list()
    .then((listed) => listed.map(({ plugin }) => plugin)));
