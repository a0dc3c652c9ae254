import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateError } from './create-error.ts';
import { pluginName, type PluginName } from './plugin-name.ts';

/** What to make, and where. */
export interface CreateRequest {
  /** The plugin's short name, for example `feature-matching`. */
  readonly name: string;
  /** Folder that the package, or the file, is put into. */
  readonly folder: string;
  /** One TypeScript file instead of a package. */
  readonly plain?: boolean;
}

/** What was made. */
export interface Created {
  /** The package's folder, or the file. */
  readonly path: string;
  /** Files by their path from `folder`. */
  readonly files: readonly string[];
  /** Commands and lines that come next, for people. */
  readonly next: readonly string[];
}

// `src/` and `dist/` lie equally deep, so one relative path serves both.
const template = (kind: string): string => fileURLToPath(new URL(`../template/${kind}`, import.meta.url));

/** npm packs no file of this name. */
const realName = (file: string): string => file.replace(/(^|\/)gitignore$/u, '$1.gitignore');

const filled = (text: string, name: PluginName): string =>
  text.replaceAll('my-method', name.plugin).replaceAll('myMethod', name.identifier).replaceAll('My method', name.title);

const refuseExisting = async (path: string): Promise<void> => {
  if (!existsSync(path)) return;
  const entries = await readdir(path).catch(() => ['']);
  if (entries.length > 0)
    throw new CreateError('NEW_EXISTS', `${path} is already there.`, 'choose another name or another folder');
};

const write = async (from: string, to: string, name: PluginName): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, filled(await readFile(from, 'utf8'), name), { flag: 'wx' });
};

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();

/**
 * Writes a new plugin: a package of its own with options, one term, its equation as a test, the contract and a CI file; or with
 * `plain` one file for `use: ./my-method.ts`.
 * @throws CreateError NEW_BAD_NAME, NEW_EXISTS
 */
export const createPlugin = async ({ name: given, folder, plain = false }: CreateRequest): Promise<Created> => {
  const name = pluginName(given);
  if (plain) {
    const path = resolve(folder, `${name.plugin}.ts`);
    await refuseExisting(path);
    await write(join(template('plain'), 'my-method.ts'), path, name);
    return { path, files: [`${name.plugin}.ts`], next: ['plugins:', `  - use: ./${name.plugin}.ts`] };
  }
  const path = resolve(folder, name.package);
  await refuseExisting(path);
  const files = await filesIn(template('package'));
  for (const file of files) await write(join(template('package'), file), join(path, realName(file)), name);
  return {
    path,
    files: files.map((file) => `${name.package}/${realName(file)}`),
    next: [`cd ${relative(process.cwd(), path) || '.'}`, 'npm install', 'npm run check', 'npm run try'],
  };
};
