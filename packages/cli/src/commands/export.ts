import { join } from 'node:path';
import { exportRun, openSavedRun, replayRun, type ExportFormat, type ExportedPart } from '@ganreg/core/node';
import { catalogueFor } from '../load.ts';

export interface ExportOptions {
  readonly format: string;
  readonly part: ExportedPart;
  readonly out?: string;
}

const isWeights = (format: string): format is ExportFormat => format === 'safetensors' || format === 'tfjs';

/** `ganreg export <run>`: the weights for other programs, or what the run has said for an exporter. */
export const exportAs = async (folder: string, { format, part, out }: ExportOptions): Promise<void> => {
  if (!isWeights(format)) {
    const note = (text: string): void => {
      process.stderr.write(`${text}\n`);
    };
    process.stdout.write(`${await replayRun(folder, catalogueFor, format, note)}\n`);
    return;
  }
  const run = await openSavedRun(folder, catalogueFor);
  const files = await exportRun(run, out ?? join(folder, 'export', format), format, part);
  process.stdout.write(`${files.join('\n')}\n`);
};
