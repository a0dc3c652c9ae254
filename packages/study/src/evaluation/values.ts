import type { MetricName } from '@ganreg/core';
import type { Better } from '../statistics/improvement.ts';

/** Numbers of one set of samples in one feature space. */
export type Values = Readonly<Partial<Record<MetricName, number>>>;

/** Distances are better when lower; the other metrics are shares and counts of what is good. */
export const betterOf = (metric: MetricName): Better => (metric === 'fd' || metric === 'kid' ? 'lower' : 'higher');
