import { resolve } from 'node:path';
import { writeReport, writeResults } from '@ganreg/study';

/** `ganreg report <study>`: compares what there is, and writes one HTML file that works offline. */
export const report = async (folder: string): Promise<void> => {
  const study = resolve(folder);
  await writeResults(study);
  process.stdout.write(`${await writeReport(study)}\n`);
};
