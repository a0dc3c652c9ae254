import { basename, extname } from 'node:path';
import { resumeRun, trainPlan, defaultRunFolder, type LoadedConfig, type RunSummary } from '@ganreg/core/node';
import type { Plan } from '@ganreg/core';
import { Exit, exitCodes } from '../exit.ts';
import { catalogueFor, loadPlan, type ConfigOptions } from '../load.ts';
import { duration } from '../terminal/duration.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { progress } from '../terminal/progress.ts';
import { brief } from '../terminal/table.ts';

export interface TrainOptions extends ConfigOptions {
  readonly json?: boolean;
  readonly stopAfter?: number;
  readonly allow?: readonly string[];
}

/** `my/base.yaml` → base; `ganreg.config.yaml` → the folder's name. */
const experimentName = (plan: Plan, loaded: LoadedConfig): string => {
  const file = loaded.files.at(-1) ?? 'experiment';
  const name = basename(file, extname(file));
  return plan.config.name ?? (name === 'ganreg.config' || name === 'package' ? basename(loaded.folder) : name);
};

const conclude = (summary: RunSummary, json: boolean): void => {
  if (json) process.stdout.write(`${JSON.stringify({ event: 'finished', ...summary })}\n`);
  else {
    const { folder, steps, images, seconds, imagesPerSecond, peakMemoryBytes, sha256, state } = summary;
    process.stdout.write(
      `${state} after ${steps} steps (${images} images) in ${duration(seconds)}, ${brief(imagesPerSecond)} images/s, peak memory ${Math.round(peakMemoryBytes / 2 ** 20)} MiB\n` +
        `weights ${sha256.slice(0, 16)}…  samples ${folder}/samples  curves ${folder}/curves.svg\n`,
    );
  }
  if (summary.state !== 'finished' && !json) process.stdout.write(`continue with: ganreg resume ${summary.folder}\n`);
  if (summary.state === 'interrupted') throw new Exit(exitCodes.interrupted);
};

/** `ganreg train [config]` */
export const train = async (file: string | undefined, options: TrainOptions): Promise<void> => {
  const { plan, loaded } = await loadPlan(file, options);
  const folder = plan.config.run.folder ?? defaultRunFolder(plan, experimentName(plan, loaded));
  const { signal, release } = interruptible();
  try {
    conclude(
      await trainPlan(plan, loaded, folder, {
        onEvent: progress(options.json === true),
        signal,
        stopAfter: options.stopAfter,
      }),
      options.json === true,
    );
  } finally {
    release();
  }
};

/** `ganreg resume <run>` */
export const resume = async (folder: string, options: TrainOptions): Promise<void> => {
  const { signal, release } = interruptible();
  try {
    const watch = {
      onEvent: progress(options.json === true),
      signal,
      stopAfter: options.stopAfter,
      allow: options.allow,
    };
    conclude(await resumeRun(folder, catalogueFor, options.set ?? [], watch), options.json === true);
  } finally {
    release();
  }
};
