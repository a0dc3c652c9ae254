import { join } from 'node:path';
import { exportRun, openSavedRun, type ExportFormat, type ExportedPart } from '@ganreg/core/node';
import { catalogueFor } from '../load.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly part: ExportedPart;
  readonly out?: string;
}

/** `ganreg export <run>`: the weights for other programs. */
export const exportWeights = async (folder: string, { format, part, out }: ExportOptions): Promise<void> => {
  const run = await openSavedRun(folder, catalogueFor);
  const files = await exportRun(run, out ?? join(folder, 'export', format), format, part);
  process.stdout.write(`${files.join('\n')}\n`);
};
