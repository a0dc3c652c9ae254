import type { MetricName } from '@ganreg/core';
import { createRandom } from '@ganreg/numerics/random';
import { betterOf } from '../evaluation/values.ts';
import { holm } from '../statistics/holm.ts';
import { probabilityOfImprovement } from '../statistics/improvement.ts';
import { pairedDifference, type BySeed } from '../statistics/paired-difference.ts';
import { pairingOf } from '../statistics/pairing.ts';
import { spreadOf } from '../statistics/spread.ts';
import { studentInterval } from '../statistics/student-interval.ts';
import { studentizedBootstrap } from '../statistics/studentized-bootstrap.ts';
import { mean, summarise } from '../statistics/summary.ts';
import type { DifferenceResult, RowResult } from './types.ts';

/** What a table knows of an arm: for each seed that finished, its values under each sampling. */
export interface ArmValues {
  readonly arm: string;
  readonly lost: number;
  readonly bySeed: ReadonlyMap<number, readonly number[]>;
}

/** One number per training: the mean over its samplings. */
export const averaged = ({ bySeed }: ArmValues): BySeed =>
  new Map([...bySeed].map(([seed, values]) => [seed, mean(values)]));

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

const difference = (metric: MetricName, arm: BySeed, baseline: BySeed): DifferenceResult => {
  const better = betterOf(metric);
  const { n, mean: centre, sd, interval, test, paired, seeds, differences } = pairedDifference(arm, baseline, better);
  return {
    n,
    mean: orNull(centre),
    sd: orNull(sd),
    interval: orNull(interval),
    p: orNull(test?.p),
    attainable: orNull(test?.attainable),
    holm: null,
    wins: paired.wins,
    losses: paired.losses,
    draws: paired.draws,
    winShare: paired.interval,
    improvement: orNull(probabilityOfImprovement([...arm.values()], [...baseline.values()], better)),
    pairing: orNull(pairingOf(arm, baseline)),
    bySeed: seeds.map((seed, index) => ({ seed, difference: differences[index] ?? 0 })),
  };
};

/** Gives each entry that has a p its place in the family of all that have one. */
export const withHolm = <Entry extends { readonly p: number | null; readonly holm: number | null }>(
  entries: readonly Entry[],
): readonly Entry[] => {
  const tested = entries.filter((entry) => entry.p !== null);
  const adjusted = holm(tested.map((entry) => entry.p ?? 1));
  return entries.map((entry) => ({ ...entry, holm: adjusted[tested.indexOf(entry)] ?? null }));
};

const row = (space: string, metric: MetricName, values: ArmValues, baseline: ArmValues | undefined): RowResult => {
  const single = averaged(values);
  const numbers = [...single.values()];
  const { n, mean: centre, sd } = summarise(numbers);
  const spread = spreadOf([...values.bySeed.values()]);
  const draws = createRandom(0).stream(`bootstrap/${space}/${metric}/${values.arm}`).at(0);
  return {
    arm: values.arm,
    n,
    lost: values.lost,
    mean: orNull(centre),
    sd: orNull(sd),
    interval: orNull(studentInterval(numbers)),
    bootstrap: orNull(studentizedBootstrap(numbers, draws)),
    trainingSd: orNull(spread.training),
    samplingSd: orNull(spread.sampling),
    bySeed: [...single].map(([seed, value]) => ({ seed, value })),
    difference: baseline === undefined || baseline === values ? null : difference(metric, single, averaged(baseline)),
  };
};

/** Every arm in one metric, each compared with the baseline, p values adjusted for all comparisons of the table. */
export const rowsOf = (
  space: string,
  metric: MetricName,
  arms: readonly ArmValues[],
  baseline: string,
): readonly RowResult[] => {
  const reference = arms.find(({ arm }) => arm === baseline);
  const rows = arms.map((arm) => row(space, metric, arm, reference));
  const adjusted = withHolm(rows.flatMap(({ difference: found }) => found ?? []));
  const compared = rows.filter(({ difference: found }) => found !== null);
  return rows.map((each) => ({ ...each, difference: adjusted[compared.indexOf(each)] ?? null }));
};
