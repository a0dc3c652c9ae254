import { element, label } from '../curves/svg.ts';
import { encodePng } from './encode-png.ts';
import { imageGrid } from './image-grid.ts';

/** Images `[n, side, side, channels]` in [-1, 1] that belong together, and what they are. */
export interface ImageRow {
  readonly label: string;
  readonly values: Float32Array;
  readonly channels: number;
}

const shownSide = 96;
const gap = 2;
const fontSize = 13;

/** Grey values as red, green and blue, so that rows of both kinds fit into one picture. */
const coloured = ({ values, channels }: ImageRow): Float32Array =>
  channels === 3
    ? values
    : Float32Array.from({ length: values.length * 3 }, (_, index) => values[Math.floor(index / 3)] ?? 0);

/** Rows under each other, with equally many images, as one PNG file without labels. */
export function rowsPng(rows: readonly ImageRow[], side: number): Uint8Array {
  const size = side * side * 3;
  const parts = rows.map(coloured);
  const columns = (parts[0]?.length ?? 0) / size;
  const pixels = new Float32Array(parts.length * columns * size);
  for (const [row, part] of parts.entries()) pixels.set(part, row * columns * size);
  const grid = imageGrid(
    { pixels, count: parts.length * columns, height: side, width: side, channels: 3 },
    { columns, gap, scale: Math.max(1, Math.floor(shownSide / side)) },
  );
  return encodePng(grid.pixels, grid);
}

/** The same with each row's label before it, as a self-contained SVG file. */
export function rowsSvg(rows: readonly ImageRow[], side: number): string {
  const columns = (rows[0]?.values.length ?? 0) / (side * side * (rows[0]?.channels ?? 1));
  const scale = Math.max(1, Math.floor(shownSide / side));
  const left = 16 + Math.max(...rows.map((row) => row.label.length)) * fontSize * 0.6;
  const [width, height] = [columns * (side * scale + gap) + gap, side * scale + 2 * gap];
  const drawn = rows.map((row, index) => {
    const top = index * (side * scale + gap);
    const picture = `data:image/png;base64,${Buffer.from(rowsPng([row], side)).toString('base64')}`;
    const middle = top + height / 2 + fontSize / 3;
    return (
      label(row.label, { x: left - 8, y: middle, 'text-anchor': 'end', 'font-size': fontSize, fill: '#333' }) +
      element('image', { x: left, y: top, width, height, href: picture, style: 'image-rendering: pixelated' })
    );
  });
  const whole = { width: left + width, height: rows.length * (side * scale + gap) + gap };
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    ...whole,
    viewBox: `0 0 ${whole.width} ${whole.height}`,
    'font-family': 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif',
  };
  return `${element('svg', attributes, element('rect', { ...whole, fill: '#fff' }) + drawn.join(''))}\n`;
}
