import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { markup, type Markup } from '../markup.ts';
import { drawing, frame } from './frame.ts';

/** Mean logits over images shown. */
export interface Scores {
  readonly real: readonly (readonly [images: number, score: number])[];
  readonly fake: readonly (readonly [images: number, score: number])[];
}

const [width, height] = [300, 200];
const box = { left: 50, top: 12, right: 290, bottom: 156 };

/** Range that all panels share, so that they can be compared. */
export const scoreRange = (all: readonly Scores[]): readonly [number, number] => {
  const [low = -1, high = 1] = extent(all.flatMap(({ real, fake }) => [...real, ...fake].map(([, score]) => score)));
  return [low, high];
};

/** What the discriminator thinks of real images and of generated ones (Fig. 4 of the GLeaD paper), for one arm. */
export const realnessPlot = (label: string, { real, fake }: Scores, range: readonly [number, number]): Markup => {
  const [first = 0, last = 1] = extent([...real, ...fake], ([images]) => images);
  const x = scaleLinear([Math.min(0, first), last], [box.left, box.right]);
  const y = scaleLinear([...range], [box.bottom, box.top]).nice(4);
  const path = line<readonly [number, number]>(
    ([images]) => x(images),
    ([, score]) => y(score),
  ).digits(1);
  return drawing(
    width,
    height,
    label,
    markup`${frame(x, y, box, { x: 'images' })}<path class="score-real" d="${path(real) ?? ''}" /><path
        class="score-fake"
        d="${path(fake) ?? ''}"
      />`,
  );
};
