import type { Gradients } from '@ganreg/core';
import { broken } from '../contract-error.ts';
import { apart, gradientWatch } from '../laboratory/observe.ts';
import { advance, withTrainer } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';

const lengthOf = (gradients: Gradients): number =>
  Math.hypot(...[...gradients.values()].map((gradient) => Math.hypot(...gradient.dataSync<'float32'>())));

/** Largest length of each term's own gradient in its player's parameters over some steps. */
const gradientLengths = async (subject: Subject, steps: number): Promise<ReadonlyMap<string, number>> => {
  const lengths = new Map<string, number>();
  const watch = gradientWatch('first', () => (gradients, separate) => {
    for (const [key, own] of Object.entries(separate)) {
      const length = lengthOf(own);
      lengths.set(key, Number.isNaN(length) ? Number.NaN : Math.max(length, lengths.get(key) ?? 0));
    }
    return gradients;
  });
  const plugins = [subject.use({ weight: 1 }), watch.name];
  await withTrainer(
    subject.experiment(plugins),
    subject.laboratory(apart(subject.plugin), [watch]),
    async (trainer) => {
      for (const { key } of trainer.plan.terms) lengths.set(key, 0);
      await advance(trainer, steps);
    },
  );
  return lengths;
};

export const termsHaveGradients: PluginCheck = {
  title: 'every term is one finite number with a finite gradient in its player',
  run: async (subject) => {
    for (const [key, length] of await gradientLengths(subject, 3)) {
      if (!Number.isFinite(length))
        throw broken(
          `The gradient of ${key} is not finite.`,
          'The slope of a root or a norm is infinite at 0: add a small number inside.',
        );
      if (length === 0)
        throw broken(
          `The term ${key} has no gradient in the parameters of its player, so minimising it changes nothing.`,
          'Check its `player`, and what is behind a stopGradient; a number to look at belongs into `log`.',
        );
    }
  },
};
