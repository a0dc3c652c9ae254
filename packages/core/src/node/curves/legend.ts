import { element, label } from './svg.ts';

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
}

const rowHeight = 18;
/** A little more than the mean width of a letter at 12 px: there is no font to measure with. */
const letter = 6.6;

/** A line of names beside strokes of their colours, wrapped to the width; returns its drawing and its height. */
export function legend(
  entries: readonly LegendEntry[],
  width: number,
): { readonly svg: string; readonly height: number } {
  let x = 0;
  let row = 0;
  const drawn = entries.map(({ name, color }) => {
    const size = 34 + name.length * letter;
    if (x > 0 && x + size > width) {
      x = 0;
      row++;
    }
    const y = row * rowHeight + 8;
    const stroke = element('line', {
      x1: x,
      x2: x + 16,
      y1: y,
      y2: y,
      stroke: color,
      'stroke-width': 3,
      'stroke-linecap': 'round',
    });
    const text = label(name, { x: x + 22, y: y + 4, 'font-size': 12, fill: '#333' });
    x += size;
    return stroke + text;
  });
  return { svg: drawn.join(''), height: entries.length === 0 ? 0 : (row + 1) * rowHeight };
}
