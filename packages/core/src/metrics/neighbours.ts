import type { FeatureSet } from './feature-set.ts';
import { eachTile, exactDistance, pairOf, roundoff } from './products.ts';

/** The nearest other rows of one row, nearest first, as far as float32 can tell. */
interface Nearest {
  readonly distances: Float64Array;
  readonly rows: Int32Array;
}

/** More than asked for: what rounding may have put in the wrong order. */
const spare = 8;

const insert = ({ distances, rows }: Nearest, distance: number, row: number): void => {
  let at = distances.length - 1;
  while (at > 0 && (distances[at - 1] ?? 0) > distance) {
    distances[at] = distances[at - 1] ?? 0;
    rows[at] = rows[at - 1] ?? -1;
    at -= 1;
  }
  distances[at] = distance;
  rows[at] = row;
};

const kthOfAll = (set: FeatureSet, row: number, k: number): number => {
  const all = Float64Array.from({ length: set.count }, (_, other) =>
    other === row ? Number.POSITIVE_INFINITY : exactDistance(set, row, set, other),
  );
  return all.sort()[k - 1] ?? Number.POSITIVE_INFINITY;
};

/**
 * Squared distance of each row to its k-th nearest other row, for each k. The engine finds candidates in float32; what is returned was
 * measured in float64, and so was every candidate close enough to be mistaken.
 * Throws a `RangeError` if there are not more than k rows.
 */
export const neighbourRadii = async (set: FeatureSet, ks: readonly number[]): Promise<readonly Float64Array[]> => {
  const highest = Math.max(...ks);
  if (set.count <= highest) {
    throw new RangeError(`the ${highest}th nearest neighbour needs more than ${highest} samples, not ${set.count}`);
  }
  const pair = pairOf(set, set);
  const { lengths } = pair.a;
  const kept = Math.min(highest + spare, set.count - 1);
  const nearest = Array.from({ length: set.count }, (): Nearest => ({
    distances: new Float64Array(kept).fill(Number.POSITIVE_INFINITY),
    rows: new Int32Array(kept).fill(-1),
  }));
  const worst = new Float64Array(set.count).fill(Number.POSITIVE_INFINITY);
  const offer = (row: number, distance: number, other: number): void => {
    if (distance >= (worst[row] ?? 0)) return;
    const own = nearest[row];
    if (own === undefined) return;
    insert(own, distance, other);
    worst[row] = own.distances[kept - 1] ?? 0;
  };
  let error = 0;
  await eachTile(pair, (tile) => {
    error = Math.max(error, roundoff(pair, tile));
    const { rows, columns, products } = tile;
    for (let row = rows.from, at = 0; row < rows.to; row += 1) {
      const own = (lengths[row] ?? 0) ** 2;
      for (let column = columns.from; column < columns.to; column += 1, at += 1) {
        if (column <= row) continue;
        const distance = own + (lengths[column] ?? 0) ** 2 - 2 * (products[at] ?? 0);
        offer(row, distance, column);
        offer(column, distance, row);
      }
    }
  });
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const radii = ks.map(() => new Float64Array(set.count));
  for (const [row, { distances, rows }] of nearest.entries()) {
    const exact = Float64Array.from(rows, (other) => exactDistance(set, row, set, other)).sort();
    // Whatever was not kept is at least this far away.
    const sure = (distances[kept - 1] ?? 0) - error * ((lengths[row] ?? 0) + longest) ** 2;
    for (const [index, k] of ks.entries()) {
      const radius = exact[k - 1] ?? 0;
      const list = radii[index];
      if (list !== undefined) list[row] = kept === set.count - 1 || radius <= sure ? radius : kthOfAll(set, row, k);
    }
  }
  return radii;
};
