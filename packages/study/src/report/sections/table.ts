import { interval, number, probability, signed } from '../../results/numbers.ts';
import type { DifferenceResult, MetricTable, RowResult } from '../../results/types.ts';
import { markup, type Child, type Markup } from '../markup.ts';
import { swatch } from '../swatch.ts';

interface Column {
  readonly name: string;
  readonly about: string;
  readonly text: (row: RowResult) => Child;
  /** Nothing sorts last. */
  readonly sortedBy: (row: RowResult) => number | null;
}

/** A column of the comparison with the baseline: empty in the baseline's own row. */
const compared = (
  name: string,
  about: string,
  text: (difference: DifferenceResult) => Child,
  sortedBy: (difference: DifferenceResult) => number | null,
): Column => ({
  name,
  about,
  text: ({ difference }) => (difference === null ? '' : text(difference)),
  sortedBy: ({ difference }) => (difference === null ? null : sortedBy(difference)),
});

const plain = (name: string, about: string, value: (row: RowResult) => number | null): Column => ({
  name,
  about,
  text: (row) => number(value(row)),
  sortedBy: value,
});

const pText = ({ p, attainable }: DifferenceResult): Child =>
  attainable !== null && attainable > 0.05
    ? markup`${probability(p)} <span class="quiet">of ≥ ${probability(attainable)}</span>`
    : probability(p);

const columns: readonly Column[] = [
  plain('n', 'Finished runs', (row) => row.n),
  {
    ...plain('Lost', 'Runs that failed or diverged', (row) => row.lost),
    text: ({ lost }) => (lost === 0 ? '–' : lost),
  },
  plain('Mean', 'Mean over seeds', (row) => row.mean),
  {
    name: '95 %',
    about: 'Student’s interval of the mean',
    text: (row) => interval(row.interval),
    sortedBy: (row) => row.interval?.low ?? null,
  },
  {
    name: 'Difference',
    about: 'Paired difference to the baseline',
    text: ({ difference }) => (difference === null ? 'baseline' : signed(difference.mean)),
    sortedBy: ({ difference }) => (difference === null ? 0 : difference.mean),
  },
  compared(
    '95 % of it',
    'Student’s interval of the paired difference',
    (found) => interval(found.interval, signed),
    ({ interval: spread }) => (spread === null ? null : spread.high - spread.low),
  ),
  compared('p', 'Exact two-sided sign-flip test', pText, ({ p }) => p),
  compared(
    'p (Holm)',
    'Adjusted for all arms of this table',
    (found) => probability(found.holm),
    (found) => found.holm,
  ),
  compared(
    'P(better)',
    'Probability that a run of the arm beats one of the baseline',
    (found) => number(found.improvement),
    (found) => found.improvement,
  ),
  compared(
    'Wins',
    'Seeds on which the arm beats the baseline',
    ({ wins, n }) => `${wins} of ${n}`,
    ({ wins, losses }) => wins - losses,
  ),
  plain('SD', 'Standard deviation over seeds', (row) => row.sd),
  plain('SD training', 'Spread between trainings, sampling noise removed', (row) => row.trainingSd),
  plain('SD sampling', 'Spread between sets of samples of one training', (row) => row.samplingSd),
  compared(
    'Pairing r',
    'Correlation with the baseline over seeds',
    ({ pairing }) => number(pairing?.correlation ?? null),
    ({ pairing }) => pairing?.correlation ?? null,
  ),
];

/** Whether the interval of the difference leaves 0 out, and on which side. */
const verdict = ({ difference }: RowResult, better: MetricTable['better']): 'better' | 'worse' | '' => {
  const found = difference?.interval ?? null;
  if (found === null || (found.low <= 0 && found.high >= 0)) return '';
  return found.high < 0 === (better === 'lower') ? 'better' : 'worse';
};

const tableRow = (row: RowResult, arm: number, better: MetricTable['better']): Markup => {
  const cells = columns.map(({ name, text, sortedBy }) => {
    const value = sortedBy(row);
    const marked = name === 'Difference' || name === '95 % of it';
    return markup`<td${marked ? markup` class="delta"` : ''} data-value="${value === null ? '' : String(value)}">${text(row)}</td>`;
  });
  return markup`<tr data-arm="${arm}" class="${verdict(row, better)}"><th scope="row" data-value="${row.arm}">${swatch(arm)} ${row.arm}</th>${cells}</tr>`;
};

/** All arms in one metric; every column sorts. */
export const resultTable = ({ rows, floor, better }: MetricTable, caption: string): Markup => {
  const head = [{ name: 'Arm', about: 'Combination of plugins' }, ...columns].map(
    ({ name, about }) => markup`<th scope="col"><button type="button" title="${about}">${name}</button></th>`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="sortable">
      <caption>${caption}. ${better === 'lower' ? 'Lower' : 'Higher'} is better; real against real gives ${number(floor)}.</caption>
      <thead><tr>${head}</tr></thead>
      <tbody>${rows.map((row, arm) => tableRow(row, arm, better))}</tbody>
    </table>
  </div>`;
};
