import { panel } from './panel.ts';
import { element, label } from './svg.ts';
import type { Curves } from './types.ts';

export interface SvgSize {
  readonly width?: number;
  readonly height?: number;
}

export interface PanelsOptions extends SvgSize {
  /** Panels in a row. Default 2. */
  readonly columns?: number;
  readonly title?: string;
}

/** A self-contained SVG file with one chart; default 720×400. */
export function curvesSvg(curves: Curves, { width = 720, height = 400 }: SvgSize = {}): string {
  return file(width, height, panel(curves, width, height));
}

/** A self-contained SVG file with several charts side by side; `width` and `height` are those of one (default 480×300). */
export function panelsSvg(panels: readonly Curves[], options: PanelsOptions = {}): string {
  const { width = 480, height = 300, columns = 2, title } = options;
  const across = Math.max(1, Math.min(columns, panels.length));
  const heading = title === undefined ? 0 : 40;
  const drawn = panels.map((curves, index) => {
    const transform = `translate(${(index % across) * width} ${heading + Math.floor(index / across) * height})`;
    return element('g', { transform }, panel(curves, width, height));
  });
  if (title !== undefined)
    drawn.unshift(label(title, { x: 16, y: 28, 'font-size': 18, 'font-weight': 600, fill: '#111' }));
  return file(across * width, heading + Math.ceil(panels.length / across) * height, drawn.join(''));
}

function file(width: number, height: number, content: string): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif',
  };
  return `${element('svg', attributes, element('rect', { width, height, fill: '#fff' }) + content)}\n`;
}
