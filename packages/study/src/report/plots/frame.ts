import type { ScaleLinear } from 'd3-scale';
import { markup, px, type Markup } from '../markup.ts';

/** Numbers to places on a drawing. */
export type Scale = ScaleLinear<number, number>;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface FrameLabels {
  readonly x?: string;
  readonly y?: string;
}

/** Grid lines, numbers and names of both axes. */
export const frame = (
  x: Scale,
  y: Scale | undefined,
  { left, top, right, bottom }: Box,
  labels: FrameLabels,
): Markup => {
  const widest = Math.max(...x.domain().map(Math.abs));
  const xFormat = x.tickFormat(5, widest >= 10_000 ? '~s' : undefined);
  const yFormat = y?.tickFormat(5);
  const rows = y?.ticks(5).map((value) => {
    const at = px(y(value));
    return markup`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}" /><text
        x="${left - 6}"
        y="${at + 4}"
        text-anchor="end"
        >${yFormat?.(value)}</text
      >`;
  });
  const columns = x.ticks(5).map((value) => {
    const at = px(x(value));
    return markup`<line class="tick" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}" /><text
        x="${at}"
        y="${bottom + 16}"
        text-anchor="middle"
        >${value === 0 ? '0' : xFormat(value)}</text
      >`;
  });
  const middle = px((top + bottom) / 2);
  return markup`${rows}<line
      class="axis"
      x1="${left}"
      x2="${right}"
      y1="${bottom}"
      y2="${bottom}"
    />${columns}${labels.x !== undefined && markup`<text class="name" x="${px((left + right) / 2)}" y="${bottom + 33}" text-anchor="middle">${labels.x}</text>`}${labels.y !== undefined && markup`<text class="name" x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${labels.y}</text>`}`;
};

/** A drawing that scales with the page and says what it shows. */
export const drawing = (width: number, height: number, label: string, content: Markup): Markup =>
  markup`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
    ${content}
  </svg>`;
