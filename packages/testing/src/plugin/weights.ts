import { describePlan } from '@ganreg/core';
import { broken } from '../contract-error.ts';
import { advance, planOf, withTrainer } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

const every = 4;

export const weightsAreEffective: PluginCheck = {
  title: 'averaged over its interval, the weight of a term is the one that was configured',
  run: async (subject) => {
    const laboratory = subject.laboratory();
    const plan = await planOf(subject.experiment([subject.use({ every, weight: 2 })]), laboratory);
    const described = describePlan(plan).terms;
    for (const { key, declaration } of plan.terms) {
      const effective = described.find(({ term }) => term === key)?.effectiveWeight ?? 0;
      if (declaration.gain !== 'none' && Math.abs(effective - 2) > 1e-9)
        throw broken(
          `With weight 2 and every: ${every}, ${key} counts ${effective}.`,
          'Leave `gain` to the framework.',
        );
      if (declaration.gain === 'none' && declaration.gradient !== 'separate')
        throw broken(
          `The term ${key} declares gain: 'none', so with every: ${every} it counts ${effective} of its weight 2.`,
          "Remove the gain; only a separate term whose weight a gradient hook finds may have 'none'.",
        );
    }
    const numbers = await withTrainer(subject.experiment(), laboratory, (trainer) => advance(trainer, every));
    for (const { key } of plan.terms) {
      const values = numbers.map((step) => step[key]);
      const silent = values.findIndex((value, step) => step > 0 && value === 0 && values[step - 1] !== 0);
      if (silent > 0)
        throw broken(
          `The term ${key} is asked for on every step but is 0 on step ${silent}: it keeps an interval of its own, which no weight knows of.`,
          'Return the value on every step; the user writes `every: k`, and the declaration may give a default.',
        );
    }
  },
};
