import type { ScaleContinuousNumeric } from 'd3-scale';
import { element, label } from './svg.ts';

export type Scale = ScaleContinuousNumeric<number, number>;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const small = { 'font-size': 11, fill: '#555' };

/** Faint grid lines with their numbers, and the names of both axes. */
export function axes(
  x: Scale,
  y: Scale,
  { left, top, right, bottom }: Box,
  { xLabel, yLabel }: { readonly xLabel: string | undefined; readonly yLabel: string | undefined },
): string {
  const xFormat = x.tickFormat(6, '~s');
  const yFormat = y.tickFormat(5, '~g');
  const rows = y.ticks(5).map((value) => {
    const at = y(value);
    const text = yFormat(value);
    if (text === '') return '';
    return (
      element('line', { x1: left, x2: right, y1: at, y2: at, stroke: '#e6e6e6' }) +
      label(text, { ...small, x: left - 8, y: at + 4, 'text-anchor': 'end' })
    );
  });
  const columns = x.ticks(6).map((value) => {
    const at = x(value);
    return (
      element('line', { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: '#999' }) +
      label(value === 0 ? '0' : xFormat(value), { ...small, x: at, y: bottom + 17, 'text-anchor': 'middle' })
    );
  });
  const middle = (top + bottom) / 2;
  return [
    ...rows,
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: '#999' }),
    ...columns,
    xLabel === undefined
      ? ''
      : label(xLabel, { ...small, x: (left + right) / 2, y: bottom + 35, 'text-anchor': 'middle', 'font-size': 12 }),
    yLabel === undefined
      ? ''
      : label(yLabel, {
          ...small,
          x: 16,
          y: middle,
          'text-anchor': 'middle',
          'font-size': 12,
          transform: `rotate(-90 16 ${middle})`,
        }),
  ].join('');
}
