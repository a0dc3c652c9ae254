import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Interval } from '../../statistics/student-interval.ts';
import { markup, px, type Markup } from '../markup.ts';
import { drawing, frame } from './frame.ts';

/** An estimate with its interval, and the single differences behind it. */
export interface ForestRow {
  readonly name: string;
  readonly arm?: number | undefined;
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly points: readonly number[];
  readonly text: string;
}

const width = 900;
const rowHeight = 28;
const shortened = (name: string): string => (name.length > 30 ? `${name.slice(0, 29)}…` : name);

/** Estimates one below the other around 0; `left` and `right` say what the two sides mean. */
export const forestPlot = (
  label: string,
  rows: readonly ForestRow[],
  sides: { readonly left: string; readonly right: string },
  axis: string,
): Markup => {
  const box = { left: 220, top: 26, right: 640, bottom: 34 + rows.length * rowHeight };
  const ends = rows.flatMap(({ mean, interval, points }) => [
    ...(mean === null ? [] : [mean]),
    ...(interval === null ? points : [interval.low, interval.high]),
  ]);
  const [low = -1, high = 1] = extent([0, ...ends]);
  const x = scaleLinear(low === high ? [-1, 1] : [low, high], [box.left, box.right])
    .nice(5)
    .clamp(true);
  const zero = px(x(0));
  const drawn = rows.map(({ name, arm, mean, interval, points, text }, index) => {
    const at = box.top + 8 + index * rowHeight + rowHeight / 2;
    const whisker =
      interval !== null &&
      markup`<line class="whisker" x1="${px(x(interval.low))}" x2="${px(x(interval.high))}" y1="${at}" y2="${at}" /><line
          class="whisker"
          x1="${px(x(interval.low))}"
          x2="${px(x(interval.low))}"
          y1="${at - 5}"
          y2="${at + 5}"
        /><line
          class="whisker"
          x1="${px(x(interval.high))}"
          x2="${px(x(interval.high))}"
          y1="${at - 5}"
          y2="${at + 5}"
        />`;
    const seeds = points.map((point) => markup`<circle class="seed" cx="${px(x(point))}" cy="${at}" r="2.5" />`);
    const centre =
      mean !== null && markup`<rect class="estimate" x="${px(x(mean)) - 5}" y="${at - 5}" width="10" height="10" />`;
    return markup`<g
      class="arm${arm === undefined ? '' : ` arm-${arm}`}"
      ${arm === undefined ? '' : markup` data-arm="${arm}"`}
      ><text class="row" x="${box.left - 12}" y="${at + 4}" text-anchor="end">${shortened(name)}</text
      >${whisker}${seeds}${centre}<text class="row" x="${box.right + 16}" y="${at + 4}">${text}</text></g
    >`;
  });
  const content = markup`${frame(x, undefined, box, { x: axis })}<line
      class="zero"
      x1="${zero}"
      x2="${zero}"
      y1="${box.top}"
      y2="${box.bottom}"
    /><text class="side" x="${zero - 8}" y="18" text-anchor="end">← ${sides.left}</text
    ><text class="side" x="${zero + 8}" y="18">${sides.right} →</text>${drawn}`;
  return drawing(width, box.bottom + 40, label, content);
};
