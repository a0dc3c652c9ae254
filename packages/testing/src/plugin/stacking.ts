import { GanregError } from '@ganreg/core';
import { broken, orBroken, sentenceOf } from '../contract-error.ts';
import { installedPlugins } from '../laboratory/installed.ts';
import { advance, planOf, withTrainer } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

const declared = ['PLAN_CONFLICT', 'PLAN_EXCLUSIVE', 'PLAN_UNSUPPORTED', 'PLAN_NO_REENTRY', 'PLAN_MISSING_TAP'];

export const stacksWithAll: PluginCheck = {
  title: 'it stacks with every other plugin, or the conflict is declared',
  run: async (subject) => {
    const { plugin } = subject;
    const others = (subject.options.beside ?? (await installedPlugins())).filter(({ name }) => name !== plugin.name);
    for (const other of others) {
      const config = subject.experiment([subject.use(), other.name]);
      const laboratory = subject.laboratory(plugin, [other]);
      try {
        await planOf(config, laboratory);
      } catch (error) {
        if (error instanceof GanregError && declared.includes(error.code)) continue;
        throw broken(
          `It cannot be planned together with ${other.name}, and does not say so: ${sentenceOf(error)}`,
          'Give heads names of their own, or declare the pair under `conflicts` with the reason and a fix.',
          error,
        );
      }
      await orBroken(
        () => withTrainer(config, laboratory, (trainer) => advance(trainer, 1)),
        `training together with ${other.name}`,
        'Read images, verdicts and features from the step; declare the pair under `conflicts` if it cannot be.',
      );
    }
  },
};
