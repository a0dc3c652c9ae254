import type { MetricTable } from '../results/types.ts';

/** 1234567 → 1,234,567. */
export const grouped = (value: number): string => value.toLocaleString('en-US');

const names: Readonly<Record<MetricTable['metric'], string>> = {
  fd: 'Fréchet distance',
  kid: 'Kernel distance',
  precision: 'Precision',
  recall: 'Recall',
  density: 'Density',
  coverage: 'Coverage',
  modes: 'Modes found',
  quality: 'Share of good samples',
};

/** What a metric is called in a space: a Fréchet distance is FID in one network, and in no other. */
export const metricTitle = ({ metric }: Pick<MetricTable, 'metric'>, { fid }: { readonly fid?: boolean }): string =>
  metric === 'fd' && fid === true ? 'FID' : names[metric];

/** An id for the part of the page that shows one metric in one space. */
export const metricId = (space: number, { metric }: Pick<MetricTable, 'metric'>): string => `metric-${space}-${metric}`;

/** Seconds as people say them. */
export const seconds = (value: number): string => {
  if (value < 100) return `${Number(value.toPrecision(3))} s`;
  if (value < 6000) return `${Math.round(value / 60)} min`;
  return `${Number((value / 3600).toPrecision(3))} h`;
};
