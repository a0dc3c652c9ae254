import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { families, GanregError, type Catalogue } from '@ganreg/core';
import { exportGenerator, openSavedRun, writeAtomically } from '@ganreg/core/node';
import { readRecord } from '../run/records.ts';
import { readStudy, runFolder, type RecordedStudy } from '../run/study-files.ts';

/** Generators that lie beside a report. */
export interface GeneratorIndex {
  readonly seed: number;
  /** Whether `truncation` pulls styles to their average, or, without a mapping network, scales the latents. */
  readonly truncates: 'styles' | 'latents';
  readonly arms: readonly { readonly arm: number; readonly file: string; readonly bytes: number }[];
}

/** Folder beside the report. */
export const generatorsFolder = 'generators';
const indexName = 'index.json';
const scriptName = 'sampler.js';

/** What samples in the page, as `npm run build` bundles it; also when this module runs from its sources, as in tests. */
const sampler = (): Promise<Buffer> =>
  readFile(fileURLToPath(new URL('../page/sampler.js', import.meta.url.replace('/study/src/', '/study/dist/'))));

/** Weights as a script: data, handed to whoever loaded it. */
const handedOver = (weights: unknown): string => `ganregWeights(${JSON.stringify(weights)});\n`;

/** The seed that most arms have finished, the first of several. */
const bestSeed = async (folder: string, { arms, seeds }: RecordedStudy): Promise<number> => {
  let best = { seed: seeds[0] ?? 0, finished: -1 };
  for (const seed of seeds) {
    const records = await Promise.all(arms.map((arm) => readRecord(runFolder(folder, arm, seed))));
    const finished = records.filter(({ outcome }) => outcome?.state === 'finished').length;
    if (finished > best.finished) best = { seed, finished };
  }
  return best.seed;
};

/**
 * Puts the trained generators of one seed, and what samples them in a browser, beside a study's report. A page that is opened from a
 * file may load scripts and nothing else, so the weights are scripts: safetensors as base64.
 *
 * @param seed the one that most arms have finished by default
 * @throws GanregError STUDY_NOT_FOUND, STUDY_NO_GENERATORS
 */
export const writeGenerators = async (
  folder: string,
  catalogueFor: (project: string) => Catalogue,
  seed?: number,
): Promise<GeneratorIndex> => {
  const study = await readStudy(folder);
  const family = study.arms[0]?.plan.model.family ?? '';
  if (!families.some(({ name }) => name === family))
    throw new GanregError('STUDY_NO_GENERATORS', `a page cannot run generators of the family "${family}".`, {
      fix: `only those that come with ganreg: ${families.map(({ name }) => name).join(', ')}`,
    });
  const chosen = seed ?? (await bestSeed(folder, study));
  const target = join(folder, generatorsFolder);
  const arms: GeneratorIndex['arms'][number][] = [];
  const files = new Map<string, string | Uint8Array>();
  let truncates: GeneratorIndex['truncates'] = 'latents';
  for (const [arm, { folder: name, ...rest }] of study.arms.entries()) {
    const run = runFolder(folder, { folder: name, ...rest }, chosen);
    if ((await readRecord(run)).outcome?.state !== 'finished') continue;
    const saved = await openSavedRun(run, catalogueFor);
    const { model, weights } = exportGenerator(saved);
    if ('mapping/average' in saved.plan.model.generator.buffers) truncates = 'styles';
    const file = `${name}.js`;
    const text = handedOver({ arm, model, weights: Buffer.from(weights).toString('base64') });
    files.set(file, text);
    arms.push({ arm, file, bytes: text.length });
  }
  if (arms.length === 0)
    throw new GanregError('STUDY_NO_GENERATORS', `no run of seed ${chosen} is finished.`, {
      fix: `seeds of the study: ${study.seeds.join(', ')}`,
    });
  const index: GeneratorIndex = { seed: chosen, truncates, arms };
  await rm(target, { recursive: true, force: true });
  for (const [file, content] of files) await writeAtomically(join(target, file), content);
  await writeAtomically(join(target, scriptName), await sampler());
  await writeAtomically(join(target, indexName), `${JSON.stringify(index, undefined, 2)}\n`);
  return index;
};

/** What lies beside a report, if anything. */
export const readGenerators = async (folder: string): Promise<GeneratorIndex | undefined> => {
  try {
    return JSON.parse(await readFile(join(folder, generatorsFolder, indexName), 'utf8')) as GeneratorIndex;
  } catch {
    return undefined;
  }
};

/**
 * A script beside a report, for a server: ours as this package has it, or weights that the index names, which can be nothing but data.
 * Nothing for any other name.
 */
export const readGeneratorFile = async (folder: string, name: string): Promise<string | Buffer | undefined> => {
  const index = await readGenerators(folder);
  if (index === undefined) return undefined;
  if (name === scriptName) return sampler();
  if (!index.arms.some(({ file }) => file === name) || /[/\\]/u.test(name)) return undefined;
  try {
    const text = await readFile(join(folder, generatorsFolder, name), 'utf8');
    return handedOver(JSON.parse(text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))));
  } catch {
    return undefined;
  }
};
