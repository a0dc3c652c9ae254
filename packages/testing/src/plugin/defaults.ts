import { GanregError, type ExperimentInput } from '@ganreg/core';
import { broken, orBroken } from '../contract-error.ts';
import { advance, planOf, withTrainer, type LaboratoryOptions } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

/** Trains and reports the first number that is not finite. */
export const trains = async (
  config: ExperimentInput,
  laboratory: LaboratoryOptions,
  steps: number,
  where: string,
): Promise<void> => {
  const numbers = await orBroken(
    () => withTrainer(config, laboratory, (trainer) => advance(trainer, steps)),
    `training ${where}`,
    'Every configuration that the plan accepts must train: correct the term, or refuse in `requires` with a GanregError.',
  );
  const wrong = Object.entries(Object.assign({}, ...numbers) as Readonly<Record<string, number>>).find(
    ([, value]) => !Number.isFinite(value),
  );
  if (wrong !== undefined)
    throw broken(
      `Training ${where} gave ${wrong[0]} = ${wrong[1]}.`,
      'Keep logarithms, roots and quotients away from 0.',
    );
};

/** Whether the plan refuses, with a place in the configuration and a reason. Anything else that planning throws is broken. */
export const refused = async (config: ExperimentInput, laboratory: LaboratoryOptions): Promise<boolean> => {
  try {
    await planOf(config, laboratory);
    return false;
  } catch (error) {
    if (error instanceof GanregError && (error.path !== undefined || 'errors' in error)) return true;
    throw broken(
      `Planning threw ${error instanceof Error ? error.name : typeof error} “${String(error)}”.`,
      'Refuse in `requires` with new GanregError(code, message, { path, fix }), so that the user is told where and what to do.',
      error,
    );
  }
};

export const defaultsTrain: PluginCheck = {
  title: 'its default options train on every family, or the plan says why not',
  run: async (subject) => {
    for (const family of subject.families) {
      const config = subject.experiment([{ use: subject.plugin.name }], { family });
      if (await refused(config, subject.laboratory())) {
        if (family === subject.family)
          throw broken(
            `Its default options are refused on ${family}, the first of its families.`,
            'Give every option a default that works, or name a family that it is for first.',
          );
        continue;
      }
      await trains(config, subject.laboratory(), 3, `with default options on ${family}`);
    }
  },
};
