import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { axes, type Scale } from './axes.ts';
import { xDomain, yDomain } from './domain.ts';
import { legend } from './legend.ts';
import { everyFew, smooth, thin } from './smooth.ts';
import { element, label } from './svg.ts';
import type { Curves, Point } from './types.ts';

/** Okabe and Ito's palette, in an order that starts with the strongest contrast on white. */
const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#333333', '#999999'];
const rawPoints = 600;
const smoothPoints = 300;

/** One chart in a rectangle of `width × height` with its corner at 0, 0. */
export function panel(
  { title, series, xLabel, yLabel, smoothing = 0.9, yScale = 'linear' }: Curves,
  width: number,
  height: number,
): string {
  const usable = ([x, y]: Point) => Number.isFinite(x) && Number.isFinite(y) && (yScale === 'linear' || y > 0);
  const drawn = series.map(({ name, points, color }, index) => {
    const raw = points.filter(usable);
    return {
      name,
      color: color ?? palette[index % palette.length] ?? '#333',
      raw,
      smoothed: smoothing > 0 ? smooth(raw, smoothing) : raw,
    };
  });
  const names = legend(drawn.length > 1 || drawn[0]?.name !== title ? drawn : [], width - 32);
  const box = {
    left: 64,
    top: 40 + names.height,
    right: width - 16,
    bottom: height - (xLabel === undefined ? 30 : 46),
  };
  const allRaw = drawn.flatMap(({ raw }) => raw);
  const x = scaleLinear(xDomain(allRaw), [box.left, box.right]);
  const y: Scale = (yScale === 'log' ? scaleLog() : scaleLinear())
    .domain([
      ...yDomain(
        allRaw,
        drawn.map(({ smoothed }) => smoothed),
      ),
    ])
    .range([box.bottom, box.top])
    .nice(5);
  const path = line<Point>(
    (point) => x(point[0]) - box.left,
    (point) => y(point[1]) - box.top,
  ).digits(1);
  const stroke = (points: readonly Point[], color: string, strokeWidth: number, opacity: number) =>
    element('path', {
      d: path(points) ?? '',
      fill: 'none',
      stroke: color,
      'stroke-width': strokeWidth,
      'stroke-opacity': opacity,
      'stroke-linejoin': 'round',
      'stroke-linecap': 'round',
    });
  const dot = ([point = [0, 0]]: readonly Point[], color: string) =>
    element('circle', { cx: x(point[0]) - box.left, cy: y(point[1]) - box.top, r: 3, fill: color });
  const curves = [
    ...drawn.map(({ raw, color }) => (smoothing > 0 ? stroke(thin(raw, rawPoints), color, 1, 0.22) : '')),
    ...drawn.map(({ smoothed, color }) =>
      smoothed.length === 1
        ? dot(smoothed, color)
        : stroke(everyFew(smoothed, smoothing > 0 ? smoothPoints : rawPoints), color, 2, 1),
    ),
  ];
  // An inner svg element cuts off what lies outside the axes.
  const inside = {
    x: box.left,
    y: box.top,
    width: box.right - box.left,
    height: box.bottom - box.top,
    overflow: 'hidden',
  };
  return [
    label(title, { x: 16, y: 24, 'font-size': 15, 'font-weight': 600, fill: '#111' }),
    element('g', { transform: 'translate(16 32)' }, names.svg),
    axes(x, y, box, { xLabel, yLabel }),
    element('svg', inside, curves.join('')),
    allRaw.length === 0
      ? label('no values', {
          x: (box.left + box.right) / 2,
          y: (box.top + box.bottom) / 2,
          'text-anchor': 'middle',
          'font-size': 13,
          fill: '#888',
        })
      : '',
  ].join('');
}
