import type { MetricName } from '@ganreg/core';
import { betterOf } from '../evaluation/values.ts';
import { factorialEffects, type Effect } from '../statistics/factorial.ts';
import type { RecordedStudy } from '../run/study-files.ts';
import { averaged, withHolm, type ArmValues } from './table.ts';
import type { EffectResult, MetricTable } from './types.ts';

const effectResult = ({ factors, n, mean, sd, interval, test, aliases }: Effect): EffectResult => ({
  factors,
  n,
  mean: mean ?? null,
  sd: sd ?? null,
  interval: interval ?? null,
  p: test?.p ?? null,
  attainable: test?.attainable ?? null,
  holm: null,
  aliases,
});

/** Main effects and pairwise interactions of a factorial study; nothing for arms that were listed by name. */
export const effectsOf = (
  { design, arms }: RecordedStudy,
  metric: MetricName,
  values: readonly ArmValues[],
): MetricTable['effects'] => {
  if (design.kind === 'arms') return null;
  const cells = arms.map(({ name, levels = [] }) => {
    const found = values.find(({ arm }) => arm === name);
    return { levels, values: found === undefined ? new Map<number, number>() : averaged(found) };
  });
  const { seeds, main, interactions } = factorialEffects(design.factors, cells, betterOf(metric));
  return {
    seeds,
    main: withHolm(main.map(effectResult)),
    interactions: withHolm(
      interactions.map((each) => ({ ...effectResult(each), verdict: each.verdict, cells: each.cells ?? null })),
    ),
  };
};
