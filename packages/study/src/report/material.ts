import { join } from 'node:path';
import { encodePng, imageGrid, readMetrics, runFiles } from '@ganreg/core/node';
import { collectResults } from '../results/collect.ts';
import type { StudyResults } from '../results/types.ts';
import { readRedrawn, readSameLatents } from '../run/records.ts';
import type { RecordedStudy } from '../run/study-files.ts';
import { mean } from '../statistics/summary.ts';
import { readGenerators, type GeneratorIndex } from './generators.ts';
import type { Scores } from './plots/realness.ts';

/** Samples of one arm: a PNG, or the points of a toy. */
export type Picture =
  | { readonly kind: 'png'; readonly base64: string; readonly width: number; readonly height: number }
  | { readonly kind: 'points'; readonly values: Float32Array };

/** Everything that a report shows. */
export interface Material {
  readonly study: RecordedStudy;
  readonly results: StudyResults;
  /** Mean scores over seeds, by arm. */
  readonly realness: ReadonlyMap<string, Scores>;
  /** Samples from the same latents, by arm, all of one seed. */
  readonly samples: { readonly seed: number; readonly count: number; readonly pictures: ReadonlyMap<string, Picture> };
  /** Real images above their redrawings, by arm that redraws; the same images in every arm, of the seed of the samples. */
  readonly redrawn: ReadonlyMap<string, Picture>;
  /** Trained generators beside the report. */
  readonly generators: GeneratorIndex | undefined;
}

const bins = 60;

/** Curves of several runs as one: the mean of everything logged within each sixtieth of the budget. */
const binned = (
  runs: readonly (readonly Readonly<Record<string, unknown>>[])[],
  name: string,
  budget: number,
): Scores['real'] => {
  const values = Array.from({ length: bins }, (): number[] => []);
  for (const { images, [name]: score } of runs.flat()) {
    if (typeof images !== 'number' || typeof score !== 'number') continue;
    values[Math.min(bins - 1, Math.floor((images / budget) * bins))]?.push(score);
  }
  return values.flatMap((each, bin) =>
    each.length === 0 ? [] : [[((bin + 0.5) / bins) * budget, mean(each)] as const],
  );
};

const scoresOf = async (folder: string, { runs, budget }: StudyResults, arm: string): Promise<Scores> => {
  const logs = await Promise.all(
    runs.filter((run) => run.arm === arm).map((run) => readMetrics(runFiles(join(folder, run.folder)).metrics)),
  );
  return { real: binned(logs, 'score/real', budget.images), fake: binned(logs, 'score/fake', budget.images) };
};

/** Bytes that all pictures together may take, before base64. */
const pictureBudget = 1_400_000;

const pngOf = (bytes: Uint8Array, count: number, { resolution, channels }: RecordedStudy['model'], columns = 8) => {
  const size = resolution * resolution * channels;
  const pixels = bytes.subarray(0, count * size);
  const shape = { count, height: resolution, width: resolution, channels };
  const grid = imageGrid(
    { pixels, ...shape },
    { columns: Math.min(columns, count), gap: 1, scale: 1, background: 128 },
  );
  return { grid, png: encodePng(grid.pixels, grid) };
};

const pictureOf = ({ grid: { width, height }, png }: ReturnType<typeof pngOf>): Picture => ({
  kind: 'png',
  base64: Buffer.from(png).toString('base64'),
  width,
  height,
});

const picturesOf = (
  found: ReadonlyMap<string, Uint8Array>,
  { kind, model }: RecordedStudy,
): { readonly count: number; readonly pictures: ReadonlyMap<string, Picture> } => {
  if (kind === 'points') {
    const values = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);
    const pictures = new Map(
      [...found].map(([arm, bytes]) => [arm, { kind: 'points' as const, values: values(bytes) }]),
    );
    return { count: (pictures.values().next().value?.values.length ?? 0) / 2, pictures };
  }
  for (const count of [32, 16, 8, 4]) {
    const drawn = [...found].map(([arm, bytes]) => ({ arm, ...pngOf(bytes, count, model) }));
    const size = drawn.reduce((sum, { png }) => sum + png.length, 0);
    if (size > pictureBudget && count > 4) continue;
    const pictures = drawn.map(({ arm, ...picture }) => [arm, pictureOf(picture)] as const);
    return { count, pictures: new Map(pictures) };
  }
  return { count: 0, pictures: new Map() };
};

/** The seed of which most arms have samples, the first of several. */
const samplesOf = async (folder: string, study: RecordedStudy, results: StudyResults): Promise<Material['samples']> => {
  let best: { readonly seed: number; readonly found: ReadonlyMap<string, Uint8Array> } = {
    seed: study.seeds[0] ?? 0,
    found: new Map(),
  };
  for (const seed of study.seeds) {
    const found = new Map<string, Uint8Array>();
    for (const run of results.runs.filter((each) => each.seed === seed)) {
      const bytes = await readSameLatents(join(folder, run.folder));
      if (bytes !== undefined) found.set(run.arm, bytes);
    }
    if (found.size > best.found.size) best = { seed, found };
    if (found.size === study.arms.length) break;
  }
  return { seed: best.seed, ...picturesOf(best.found, study) };
};

const redrawnOf = async (
  folder: string,
  { model }: RecordedStudy,
  { runs }: StudyResults,
  seed: number,
): Promise<Material['redrawn']> => {
  const pictures = new Map<string, Picture>();
  for (const run of runs.filter((each) => each.seed === seed)) {
    const bytes = await readRedrawn(join(folder, run.folder));
    if (bytes === undefined) continue;
    const count = bytes.length / (model.resolution * model.resolution * model.channels);
    pictures.set(run.arm, pictureOf(pngOf(bytes, count, model, count / 2)));
  }
  return pictures;
};

/** Reads a study's folder. @throws GanregError STUDY_NOT_FOUND, STUDY_MIXED_PROTOCOLS */
export const gatherMaterial = async (folder: string): Promise<Material> => {
  const { study, results } = await collectResults(folder);
  const realness = new Map<string, Scores>();
  for (const { name } of study.arms) realness.set(name, await scoresOf(folder, results, name));
  const samples = await samplesOf(folder, study, results);
  const redrawn = await redrawnOf(folder, study, results, samples.seed);
  return { study, results, realness, samples, redrawn, generators: await readGenerators(folder) };
};
