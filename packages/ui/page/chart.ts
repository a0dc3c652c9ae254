import { extent, quantileSorted } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { drawing, frame, markup, px, type Markup, type Scale } from '@ganreg/study/drawing';

/** A value, and how far others like it reach. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

export interface Series {
  readonly name: string;
  /** Which of the palette's lines. */
  readonly tone: number;
  readonly points: readonly Point[];
}

export interface Chart {
  /** Of one chart in the page. */
  readonly key: string;
  readonly label: string;
  readonly series: readonly Series[];
  /** Where the training will end, in images. */
  readonly end: number;
  /** Images at which something went wrong. */
  readonly marks?: readonly number[];
  /** Real against real. */
  readonly floor?: number | null;
  readonly dots?: boolean;
}

export const [width, height] = [420, 226];
const box = { left: 58, top: 10, right: 412, bottom: 188 };

/** Images to places on a drawing. */
export const across = ({ end, series }: Chart): Scale => {
  const last = Math.max(end, ...series.map(({ points }) => points.at(-1)?.x ?? 0));
  return scaleLinear([0, last === 0 ? 1 : last], [box.left, box.right]);
};

/** All of every line, and of the bands what is not the rare spike. */
const range = ({ series, floor }: Chart): readonly [number, number] => {
  const centres = series.flatMap(({ points }) => points.map(({ y }) => y));
  const edges = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])).sort((a, b) => a - b);
  const usual = [quantileSorted(edges, 0.01), quantileSorted(edges, 0.99)];
  const [low, high] = extent([...centres, ...usual, floor ?? undefined].filter((value) => value !== undefined));
  if (low === undefined || high === undefined) return [0, 1];
  return low === high ? [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2] : [low, high];
};

/** Lines over images, with bands. */
export const drawChart = (chart: Chart): Markup => {
  const clip = `clip-${chart.key.replaceAll(/[^\w-]/gu, '_')}`;
  const x = across(chart);
  const [low, high] = range(chart);
  const y = scaleLinear([low, high], [box.bottom, box.top]).nice(5);
  // a floor just below nothing is no reason to show what cannot be
  if (low < 0 && -low < high / 20) y.domain([low, y.domain()[1] ?? high]);
  const around = area<Point>(
    (point) => x(point.x),
    (point) => y(point.low),
    (point) => y(point.high),
  ).digits(1);
  const through = line<Point>(
    (point) => x(point.x),
    (point) => y(point.y),
  ).digits(1);
  const lines = chart.series.map(({ tone, points }) => {
    const dots =
      (chart.dots === true || points.length === 1) &&
      points.map((point) => markup`<circle cx="${px(x(point.x))}" cy="${px(y(point.y))}" r="2.5" />`);
    return markup`<g class="arm arm-${tone}"><path class="band" d="${around([...points]) ?? ''}" /><path class="line" d="${through([...points]) ?? ''}" />${dots}</g>`;
  });
  const marks = (chart.marks ?? []).map(
    (at) => markup`<line class="mark" x1="${px(x(at))}" x2="${px(x(at))}" y1="${box.top}" y2="${box.bottom}" />`,
  );
  const floor =
    typeof chart.floor === 'number' &&
    markup`<line class="floor" x1="${box.left}" x2="${box.right}" y1="${px(y(chart.floor))}" y2="${px(y(chart.floor))}" /><text class="floor-name" x="${box.right - 4}" y="${px(y(chart.floor)) - 5}" text-anchor="end">real against real</text>`;
  return drawing(
    width,
    height,
    chart.label,
    markup`<clipPath id="${clip}"><rect x="${box.left}" y="${box.top - 2}" width="${box.right - box.left + 2}" height="${box.bottom - box.top + 4}" /></clipPath>${frame(x, y, box, { x: 'images' })}${floor}${marks}<g clip-path="url(#${clip})" class="${chart.series.length > 6 ? 'many' : 'few'}">${lines}</g><line class="cursor" x1="0" x2="0" y1="${box.top}" y2="${box.bottom}" visibility="hidden" />`,
  );
};
