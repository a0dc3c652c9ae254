import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineExporter } from '@ganreg/core';
import { z } from 'zod';
import { appender, type Appender } from './appender.ts';

const header = 'step,images,name,value\n';

const cell = (text: string): string => (/[",\n\r]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Keeps what was written of the steps before. */
const truncate = async (file: string, step: number): Promise<void> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  const kept = text.split('\n').filter((line) => /^\d+,/u.test(line) && Number.parseInt(line, 10) < step);
  await writeFile(file, [header, ...kept.map((line) => `${line}\n`)].join(''));
};

/** One row for every number: `step,images,name,value`, as tables of programs want them. */
export const csv = defineExporter({
  name: 'csv',
  about: 'metrics.csv: one row for every number',
  options: z.strictObject({
    every: z.int().positive().default(1).describe('Steps between rows'),
  }),
  open: ({ options: { every }, folder, report }) => {
    const file = join(folder, 'metrics.csv');
    let imagesPerStep = 1;
    let out: Appender | undefined;
    const from = (step: number): void => {
      const before = out;
      const ready = async (): Promise<void> => {
        await before?.close();
        await mkdir(folder, { recursive: true });
        await truncate(file, step);
      };
      out = appender(file, ready(), report);
    };
    return {
      begin: (run) => {
        ({ imagesPerStep } = run);
        from(run.step);
      },
      restart: from,
      write: ({ index, numbers }) => {
        if (index % every !== 0) return;
        const images = (index + 1) * imagesPerStep;
        const rows = Object.entries(numbers).map(([name, value]) => `${index},${images},${cell(name)},${value}\n`);
        out?.add(rows.join(''));
      },
      close: () => out?.close(),
    };
  },
});
