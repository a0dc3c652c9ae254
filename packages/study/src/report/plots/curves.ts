import { extent, max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { mean } from '../../statistics/summary.ts';
import { markup, px, type Markup } from '../markup.ts';
import { drawing, frame } from './frame.ts';

/** One arm: at each x the values of its seeds. */
export interface Band {
  readonly arm: number;
  readonly points: readonly { readonly x: number; readonly values: readonly number[] }[];
}

export interface CurvePlot {
  readonly label: string;
  readonly x: string;
  readonly y: string;
  /** Real against real. */
  readonly floor: number | null;
  readonly bands: readonly Band[];
}

const [width, height] = [520, 300];
const box = { left: 58, top: 14, right: 508, bottom: 256 };

/** Means over seeds as lines; the band reaches from the lowest seed to the highest. */
export const curvePlot = ({ label, x: xName, y: yName, floor, bands }: CurvePlot): Markup => {
  const points = bands.flatMap((band) => band.points);
  const [left = 0, right = 1] = extent(points, (point) => point.x);
  const values = [...points.flatMap((point) => point.values), ...(floor === null ? [] : [floor])];
  const [low = 0, high = 1] = extent(values);
  const x = scaleLinear([Math.min(0, left), right], [box.left, box.right]);
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [box.bottom, box.top]).nice(5);
  const drawn = bands.map(({ arm, points: own }) => {
    const around = area<Band['points'][number]>(
      (point) => x(point.x),
      (point) => y(min(point.values) ?? 0),
      (point) => y(max(point.values) ?? 0),
    ).digits(1);
    const through = line<Band['points'][number]>(
      (point) => x(point.x),
      (point) => y(mean(point.values)),
    ).digits(1);
    const dots = own.map(
      (point) => markup`<circle cx="${px(x(point.x))}" cy="${px(y(mean(point.values)))}" r="2.5" />`,
    );
    return markup`<g class="arm arm-${arm}" data-arm="${arm}"
      ><path class="band" d="${around(own) ?? ''}" /><path class="line" d="${through(own) ?? ''}" />${dots}</g
    >`;
  });
  const real =
    floor !== null &&
    markup`<line class="floor" x1="${box.left}" x2="${box.right}" y1="${px(y(floor))}" y2="${px(y(floor))}" /><text
        class="floor-name"
        x="${box.right - 4}"
        y="${px(y(floor)) - 5}"
        text-anchor="end"
        >real against real</text
      >`;
  return drawing(
    width,
    height,
    label,
    markup`${frame(x, y, box, { x: xName, y: yName })}${real}<g class="${bands.length > 6 ? 'many' : 'few'}">${drawn}</g>`,
  );
};
