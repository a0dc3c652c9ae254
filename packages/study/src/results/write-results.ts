import { join } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import { collectResults } from './collect.ts';
import { csv } from './csv.ts';
import { markdown } from './markdown.ts';
import type { StudyResults } from './types.ts';

/** Compares what there is and writes `results.json`, `results.csv` and `results.md` into the study's folder. */
export const writeResults = async (folder: string): Promise<StudyResults> => {
  const { results } = await collectResults(folder);
  await writeAtomically(join(folder, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeAtomically(join(folder, 'results.csv'), csv(results));
  await writeAtomically(join(folder, 'results.md'), markdown(results));
  return results;
};
