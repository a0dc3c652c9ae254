import { extname, join, resolve } from 'node:path';
import { GanregError } from '@ganreg/core';
import {
  drawAttention,
  drawRealness,
  drawReconstructions,
  openRunFiles,
  openSavedRun,
  writeAtomically,
  type RowsRequest,
} from '@ganreg/core/node';
import { catalogueFor } from '../load.ts';

export const visualKinds = ['reconstructions', 'realness', 'attention'] as const;

export interface VisualizeOptions {
  readonly what: (typeof visualKinds)[number];
  readonly resolution?: number;
  readonly count: number;
  readonly seed?: number;
  readonly smoothing: number;
  readonly out?: string;
}

type Ending = RowsRequest['ending'];

/** What the name given by `--out` asks for. @throws GanregError PICTURE_ENDING */
const endingOf = (out: string | undefined, allowed: readonly Ending[]): Ending => {
  const found = out === undefined ? allowed[0] : allowed.find((ending) => extname(out).toLowerCase() === `.${ending}`);
  if (found !== undefined) return found;
  throw new GanregError('PICTURE_ENDING', `${out} does not end in ${allowed.map((each) => `.${each}`).join(' or ')}.`, {
    path: '--out',
    fix: `allowed: ${allowed.map((each) => `.${each}`).join(', ')}`,
  });
};

const write = async (file: string, content: string | Uint8Array): Promise<void> => {
  await writeAtomically(file, content);
  process.stdout.write(`${file}\n`);
};

/** The shortest ends of paths that tell the runs apart: `ours-star/1`. */
const namesOf = (folders: readonly string[]): readonly string[] => {
  const parts = folders.map((folder) => resolve(folder).split(/[\\/]/u));
  const end = (length: number): readonly string[] => parts.map((part) => part.slice(-length).join('/'));
  for (let length = 1; length < 4; length += 1) {
    const names = end(length);
    if (new Set(names).size === names.length && !names.some((name) => /^\d+$/u.test(name))) return names;
  }
  return end(4);
};

const realness = async (folders: readonly string[], { out, smoothing }: VisualizeOptions): Promise<void> => {
  endingOf(out, ['svg']);
  const names = namesOf(folders);
  const files = await Promise.all(folders.map((folder) => openRunFiles(folder)));
  const { content } = await drawRealness(
    Object.fromEntries(files.map(({ files: { metrics } }, index) => [names[index] ?? '', metrics])),
    smoothing,
  );
  await write(resolve(out ?? join(folders[0] ?? '.', 'pictures', 'realness.svg')), content);
};

/** `ganreg visualize <run...> --what reconstructions|realness|attention` */
export const visualize = async (folders: readonly string[], options: VisualizeOptions): Promise<void> => {
  const { what, out, count, seed, resolution } = options;
  if (what === 'realness') return realness(folders, options);
  const ending = endingOf(out, ['png', 'svg']);
  if (out !== undefined && folders.length > 1) {
    throw new GanregError('PICTURE_ONE_FILE', `--out names one file for ${folders.length} runs.`, {
      path: '--out',
      fix: 'leave it out: each picture goes into the folder of its run; or draw one run at a time',
    });
  }
  for (const folder of folders) {
    const run = await openSavedRun(folder, catalogueFor);
    const request = { count, seed, ending };
    const { content } =
      what === 'attention'
        ? await drawAttention(run, { ...request, resolution })
        : await drawReconstructions(run, request);
    const name = [what, ...(resolution === undefined ? [] : [resolution]), String(run.step).padStart(6, '0')].join('-');
    await write(resolve(out ?? join(folder, 'pictures', `${name}.${ending}`)), content);
  }
};
