import { interval, number, probability, signed } from '../../results/numbers.ts';
import type { DifferenceResult, MetricTable, RowResult } from '../../results/types.ts';
import { markup, type Markup } from '../markup.ts';

type Cell = readonly [text: string | Markup, sortedBy: number | string | null];

const swatch = (arm: number): Markup =>
  markup`<svg class="swatch arm-${arm}" viewBox="0 0 18 10" width="18" height="10" aria-hidden="true">
    <line class="line" x1="1" x2="17" y1="5" y2="5" />
  </svg>`;

const columns: readonly { readonly name: string; readonly about: string }[] = [
  { name: 'Arm', about: 'Combination of plugins' },
  { name: 'n', about: 'Finished runs' },
  { name: 'Lost', about: 'Runs that failed or diverged' },
  { name: 'Mean', about: 'Mean over seeds' },
  { name: 'SD', about: 'Standard deviation over seeds' },
  { name: '95 % interval', about: 'Student’s interval of the mean' },
  { name: 'SD training', about: 'Spread between trainings, sampling noise removed' },
  { name: 'SD sampling', about: 'Spread between sets of samples of one training' },
  { name: 'Difference', about: 'Paired difference to the baseline' },
  { name: '95 % interval of it', about: 'Student’s interval of the paired difference' },
  { name: 'p', about: 'Exact two-sided sign-flip test' },
  { name: 'p (Holm)', about: 'Adjusted for all arms of this table' },
  { name: 'P(better)', about: 'Probability that a run of the arm beats one of the baseline' },
  { name: 'Wins', about: 'Seeds on which the arm beats the baseline' },
  { name: 'Pairing r', about: 'Correlation with the baseline over seeds' },
];

const differenceCells = (found: DifferenceResult | null): readonly Cell[] => {
  if (found === null) return [['baseline', 0], ...Array.from({ length: 6 }, (): Cell => ['', null])];
  const { mean, interval: spread, p, attainable, holm, improvement, wins, losses, pairing } = found;
  const weak = attainable !== null && attainable > 0.05;
  return [
    [signed(mean), mean],
    [interval(spread, signed), spread === null ? null : spread.high - spread.low],
    [weak ? markup`${probability(p)} <span class="quiet">of ≥ ${probability(attainable)}</span>` : probability(p), p],
    [probability(holm), holm],
    [number(improvement), improvement],
    [`${wins} of ${wins + losses}`, wins - losses],
    [number(pairing?.correlation ?? null), pairing?.correlation ?? null],
  ];
};

const cellsOf = (row: RowResult): readonly Cell[] => [
  [String(row.n), row.n],
  [row.lost === 0 ? '–' : String(row.lost), row.lost],
  [number(row.mean), row.mean],
  [number(row.sd), row.sd],
  [interval(row.interval), row.interval?.low ?? null],
  [number(row.trainingSd), row.trainingSd],
  [number(row.samplingSd), row.samplingSd],
  ...differenceCells(row.difference),
];

const tableRow = (row: RowResult, arm: number, better: MetricTable['better']): Markup => {
  const difference = row.difference?.interval ?? null;
  const sure =
    difference === null
      ? ''
      : (better === 'lower' ? difference.high < 0 : difference.low > 0)
        ? 'better'
        : (better === 'lower' ? difference.low > 0 : difference.high < 0)
          ? 'worse'
          : '';
  const cells = cellsOf(row).map(
    ([text, value]) => markup`<td data-value="${value === null ? '' : String(value)}">${text}</td>`,
  );
  return markup`<tr data-arm="${arm}" class="${sure}">
    <th scope="row" data-value="${row.arm}">${swatch(arm)} ${row.arm}</th>
    ${cells}
  </tr>`;
};

/** All arms in one metric; every column sorts. */
export const resultTable = ({ rows, floor, better }: MetricTable, caption: string): Markup => {
  const head = columns.map(
    ({ name, about }) => markup`<th scope="col"><button type="button" title="${about}">${name}</button></th>`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="sortable">
      <caption>
        ${caption}. ${better === 'lower' ? 'Lower' : 'Higher'} is better; real against real gives ${number(floor)}.
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row, arm) => tableRow(row, arm, better))}
      </tbody>
    </table>
  </div>`;
};

export { swatch };
