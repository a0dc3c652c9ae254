import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Happening } from '../live/messages.ts';
import type { Line } from '../live/traces.ts';
import { inside } from './inside.ts';
import type { Remembered } from './remembered.ts';

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value : []);

const diverged = (line: Line): string => {
  const culprits = list(line['culprits']).map(({ name, value }) => `${String(name)} is ${String(value)}`);
  const what = `step ${String(line['at'])}: ${culprits.join(', ') || 'a number'} is out of bounds`.replace(
    / is ([^,]+) is out of bounds$/u,
    ' is $1',
  );
  const way = { rollback: 'went back to a checkpoint', continue: 'went on', stop: 'stopped' }[String(line['policy'])];
  return `${what}; ${way ?? 'ended'}${typeof line['attempt'] === 'number' ? `, attempt ${line['attempt']}` : ''}`;
};

const leaked = (line: Line): string => {
  const hooks = list(line['leaks']).map(({ hook, tensors }) => `${String(hook)} leaves ${String(tensors)} a step`);
  return `tensors pile up: ${hooks.join(', ') || 'nobody was found'}`;
};

const inWords = (line: Line): string =>
  Object.entries(line)
    .filter(([name]) => name !== 'step' && name !== 'event')
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

/** What a line of `metrics.jsonl` tells beside numbers, for people. */
export const happeningOf = (run: string, line: Line): Happening | undefined => {
  const what = line['event'];
  if (typeof what !== 'string') return undefined;
  const text = what === 'diverged' ? diverged(line) : what === 'leak' ? leaked(line) : inWords(line);
  return { run, step: line.step, what, text, bad: true };
};

/** Weights of a run that were exported, from what lies in its folder. */
export const exportsOf = async (
  root: string,
  files: Remembered,
  run: string,
  folder: string,
): Promise<readonly Happening[]> => {
  const place = await inside(root, join(folder, 'export'));
  const formats = place === undefined ? [] : await readdir(place).catch(() => []);
  const found = await Promise.all(
    formats.map(async (format): Promise<readonly Happening[]> => {
      const model = await files.json<{ readonly step?: number }>(join(folder, 'export', format, 'model.json'));
      return model === undefined
        ? []
        : [{ run, step: model.step ?? 0, what: 'export', text: `weights as ${format}`, bad: false }];
    }),
  );
  return found.flat();
};
