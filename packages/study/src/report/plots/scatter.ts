import { markup, px, type Markup } from '../markup.ts';
import { drawing } from './frame.ts';

const [side, half] = [220, 3];

/** Points of a toy, from −3 to 3 both ways. */
export const scatterPlot = (label: string, values: Float32Array): Markup => {
  const place = (value: number): number => px(((value + half) / (2 * half)) * side);
  const dots = Array.from(
    { length: values.length / 2 },
    (_, index) =>
      markup`<circle cx="${place(values[2 * index] ?? 0)}" cy="${place(-(values[2 * index + 1] ?? 0))}" r="2.2" />`,
  );
  return drawing(
    side,
    side,
    label,
    markup`<rect class="field" width="${side}" height="${side}" /><g class="dots">${dots}</g>`,
  );
};
