import { join } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import { gatherMaterial } from './material.ts';
import { page } from './page.ts';

/** Writes `report.markup` into a study's folder and returns its path. @throws GanregError STUDY_NOT_FOUND */
export const writeReport = async (folder: string): Promise<string> => {
  const file = join(folder, 'report.html');
  await writeAtomically(file, page(await gatherMaterial(folder)));
  return file;
};
