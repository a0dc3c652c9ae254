import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { defaultLoaders } from 'cosmiconfig';
import { configNotFound, configUnreadable } from '../../errors/config.ts';
import { GanregError } from '../../errors/ganreg-error.ts';
import { refuseHostile } from '../../config/hostile.ts';
import { importModule } from './import-module.ts';

/** A configuration that is a program, and runs with the rights of whoever starts ganreg. */
export const isProgram = (file: string): boolean => /\.[cm]?[jt]s$/u.test(file);

const parsers = { '.json': defaultLoaders['.json'], '.yaml': defaultLoaders['.yaml'], '.yml': defaultLoaders['.yml'] };

const isParsed = (ending: string): ending is keyof typeof parsers => Object.hasOwn(parsers, ending);

const why = (error: unknown): string =>
  error instanceof Error
    ? (error.message.split('\n').find((line) => !/^\w+ Error in /u.test(line)) ?? error.message)
    : String(error);

const contentOf = async (file: string): Promise<unknown> => {
  if (isProgram(file)) {
    const module = await importModule(file);
    return 'default' in module ? module.default : module;
  }
  const text = await readFile(file, 'utf8');
  const ending = extname(file) || '.yaml';
  if (!isParsed(ending)) throw new Error(`${ending} is none of its endings: .yaml, .yml, .json, .ts, .js`);
  if (text.trim() === '') return {};
  const content: unknown = await parsers[ending](file, text);
  if (basename(file) !== 'package.json') return content;
  return typeof content === 'object' && content !== null ? Reflect.get(content, 'ganreg') : undefined;
};

/**
 * What one configuration file says. YAML and JSON are read and nothing of them runs; JavaScript and TypeScript are programs.
 * @throws GanregError CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_UNKNOWN_KEY
 */
export const readConfig = async (file: string): Promise<object> => {
  let content: unknown;
  try {
    content = await contentOf(file);
  } catch (error) {
    if (error instanceof GanregError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw configNotFound(`at ${file}`);
    throw configUnreadable(file, why(error));
  }
  content ??= {};
  if (typeof content !== 'object' || Array.isArray(content)) throw configUnreadable(file, 'it does not hold an object');
  refuseHostile(content, file);
  return content ?? {};
};
