import { resolve } from 'node:path';
import { writeGenerators, writeReport, writeResults } from '@ganreg/study';
import { catalogueFor } from '../load.ts';

export interface ReportOptions {
  /** Beside the report: of this seed, or of the one that most arms have finished. */
  readonly generators?: number | true;
}

/** `ganreg report <study>`: compares what there is, and writes one HTML file that works offline. */
export const report = async (folder: string, { generators }: ReportOptions): Promise<void> => {
  const study = resolve(folder);
  await writeResults(study);
  if (generators !== undefined)
    await writeGenerators(study, catalogueFor, generators === true ? undefined : generators);
  process.stdout.write(`${await writeReport(study)}\n`);
};
