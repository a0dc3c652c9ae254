import { join, resolve } from 'node:path';
import { drawImages, openSavedRun, sampleRun, writeAtomically } from '@ganreg/core/node';
import { catalogueFor } from '../load.ts';

export interface SampleOptions {
  readonly count: number;
  readonly seed?: number;
  readonly out?: string;
  readonly each?: boolean;
}

/** `ganreg sample <run>`: a grid, or one picture per image with `--each`. */
export const sample = async (folder: string, options: SampleOptions): Promise<void> => {
  const run = await openSavedRun(folder, catalogueFor);
  const values = await sampleRun(run, options.count, options.seed);
  const { model } = run.plan;
  const name = `step-${run.step}-seed-${options.seed ?? run.plan.config.seed}`;
  if (options.each === true) {
    const target = resolve(options.out ?? join(folder, 'samples', name));
    const size = values.length / options.count;
    for (let index = 0; index < options.count; index += 1) {
      const picture = drawImages(values.subarray(index * size, (index + 1) * size), model, { scale: 1, gap: 0 });
      await writeAtomically(join(target, `${String(index).padStart(5, '0')}.${picture.ending}`), picture.content);
    }
    process.stdout.write(`${options.count} images in ${target}\n`);
    return;
  }
  const picture = drawImages(values, model);
  const target = resolve(options.out ?? join(folder, 'samples', `${name}.${picture.ending}`));
  await writeAtomically(target, picture.content);
  process.stdout.write(`${target}\n`);
};
