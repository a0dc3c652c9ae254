type Line = { readonly step: number } & Readonly<Record<string, unknown>>;

/**
 * Means of each logged number over the last tenth of the steps from `first` on. Taken from what the run has written: to keep the
 * reports of a long run in memory would be to grow with every step.
 */
export const recentMean = (lines: readonly Line[], first: number): Record<string, number> => {
  const reports = lines.filter((line) => line.step >= first && !('event' in line));
  const sums = new Map<string, { total: number; count: number }>();
  for (const { step: _step, images: _images, ...numbers } of reports.slice(
    -Math.max(1, Math.floor(reports.length / 10)),
  )) {
    for (const [name, value] of Object.entries(numbers)) {
      const sum = sums.get(name) ?? { total: 0, count: 0 };
      // JSON has no other word than null for what is not finite
      sums.set(name, { total: sum.total + (typeof value === 'number' ? value : Number.NaN), count: sum.count + 1 });
    }
  }
  return Object.fromEntries([...sums].map(([name, { total, count }]) => [name, total / count]));
};
