import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { markup, px, type Markup } from '../markup.ts';
import { drawing, frame } from './frame.ts';

export interface InteractionPlot {
  readonly first: string;
  readonly second: string;
  /** Means with neither, the first alone, the second alone, both. */
  readonly cells: readonly [number, number, number, number];
  readonly metric: string;
  readonly label: string;
}

const [width, height] = [300, 240];
const box = { left: 56, top: 16, right: 210, bottom: 190 };

/** Two lines over the levels of the first factor: parallel when both simply add up. */
export const interactionPlot = ({ first, second, cells, metric, label }: InteractionPlot): Markup => {
  const [neither, one, other, both] = cells;
  const x = scaleLinear([0, 1], [box.left + 30, box.right - 30]);
  const [low = 0, high = 1] = extent(cells);
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [box.bottom, box.top]).nice(4);
  // Names at the ends of lines that meet would cover each other.
  const close = Math.max(0, 14 - Math.abs(y(one) - y(both))) / 2;
  const nameAt = (value: number, upper: boolean): number => y(value) + 4 + (upper ? -close : close);
  const path = (kind: string, from: number, to: number, upper: boolean, name: string): Markup =>
    markup`<g class="${kind}"
      ><line x1="${px(x(0))}" y1="${px(y(from))}" x2="${px(x(1))}" y2="${px(y(to))}" /><circle
        cx="${px(x(0))}"
        cy="${px(y(from))}"
        r="3.5"
      /><circle cx="${px(x(1))}" cy="${px(y(to))}" r="3.5" /><text x="${px(x(1)) + 8}" y="${px(nameAt(to, upper))}"
        >${name}</text
      ></g
    >`;
  const levels = [`no ${first}`, first].map(
    (name, level) =>
      markup`<text class="level" x="${px(x(level))}" y="${box.bottom + 18}" text-anchor="middle">${name}</text>`,
  );
  const ticks = scaleLinear([0, 1], [box.left, box.right]);
  ticks.ticks = () => [];
  return drawing(
    width,
    height,
    label,
    markup`${frame(ticks, y, box, { y: metric })}${levels}${path('without', neither, one, one >= both, `no ${second}`)}${path('with', other, both, both > one, second)}`,
  );
};
