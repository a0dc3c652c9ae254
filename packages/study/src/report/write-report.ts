import { join } from 'node:path';
import { writeAtomically } from '@ganreg/core/node';
import { gatherMaterial } from './material.ts';
import { page, policyOf } from './page.ts';

/** A study's report and the content security policy that it keeps. */
export interface RenderedReport {
  readonly html: string;
  readonly policy: string;
}

/** The report of a study as it stands, without writing it anywhere. @throws GanregError STUDY_NOT_FOUND */
export const renderReport = async (folder: string): Promise<RenderedReport> => {
  const material = await gatherMaterial(folder);
  return { html: page(material), policy: policyOf(material) };
};

/** Writes `report.html` into a study's folder and returns its path. @throws GanregError STUDY_NOT_FOUND */
export const writeReport = async (folder: string): Promise<string> => {
  const file = join(folder, 'report.html');
  await writeAtomically(file, (await renderReport(folder)).html);
  return file;
};
