import type { Random } from '@ganreg/numerics/random';

type Draws = ReturnType<ReturnType<Random['stream']>['at']>;
type Numbers = Float32Array | Int32Array;

/** Some images of a batch, by their places in it. */
export interface Part {
  readonly batch: number;
  readonly rows: readonly number[];
}

/** A batch in equal parts. Images that influence each other, batch/group apart, stay together and in order. */
export const partsOf = (batch: number, size: number, group: number): readonly Part[] => {
  const [groups, each] = [batch / group, size / group];
  return Array.from({ length: batch / size }, (_, part) => ({
    batch,
    rows: Array.from({ length: size }, (__, place) => Math.floor(place / each) * groups + part * each + (place % each)),
  }));
};

/** A draw is of one number for each image, or several in a row; or, where it cannot be, one for the whole batch. */
const taken = <Out extends Numbers>({ batch, rows }: Part, count: number, draw: (count: number) => Out): Out => {
  if (count % rows.length !== 0) return draw(count);
  const each = count / rows.length;
  const all = draw(batch * each);
  const out = all.slice(0, count) as Out;
  rows.forEach((row, place) => out.set(all.subarray(row * each, (row + 1) * each), place * each));
  return out;
};

const drawsOf = (draws: Draws, part: Part): Draws => ({
  ...draws,
  normal: (count) => taken(part, count, draws.normal),
  uniform: (count, low, high) => taken(part, count, (all) => draws.uniform(all, low, high)),
  integers: (count, below) => taken(part, count, (all) => draws.integers(all, below)),
});

/** The same streams, of which each draw for these images is what they draw in the whole batch. */
export const randomOf = (random: Random, part: Part): Random => ({
  seed: random.seed,
  stream: (name) => ({ at: (step) => drawsOf(random.stream(name).at(step), part) }),
  scoped: (prefix) => randomOf(random.scoped(prefix), part),
});
