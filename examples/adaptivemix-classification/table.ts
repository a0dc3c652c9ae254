/** Mean over seeds in percent, with the standard deviation where there is more than one. */
const cell = (shares: readonly number[]): string => {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const spread = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1));
  return (100 * mean).toFixed(1) + (shares.length > 1 ? ` ± ${(100 * spread).toFixed(1)}` : '');
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table: a row for each measure, a column for each arm; `results[arm]` has the measures of each seed. */
export const table = (results: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>): string => {
  const arms = Object.keys(results);
  const measures = Object.keys(Object.values(results)[0]?.[0] ?? {});
  return [
    row(['', ...arms]),
    row(['---', ...arms.map(() => '---')]),
    ...measures.map((measure) =>
      row([measure, ...arms.map((arm) => cell((results[arm] ?? []).map((found) => found[measure] ?? Number.NaN)))]),
    ),
  ].join('\n');
};
