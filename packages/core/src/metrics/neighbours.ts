import type { FeatureSet } from './feature-set.ts';

/** Squared Euclidean distances of each row of `a` to each row of `b`, row-major `a.count × b.count`. */
export function squaredDistances(a: FeatureSet, b: FeatureSet): Float64Array {
  const { dimension } = a;
  const distances = new Float64Array(a.count * b.count);
  for (let i = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++) {
      let sum = 0;
      for (let k = 0, left = i * dimension, right = j * dimension; k < dimension; k++, left++, right++) {
        const difference = (a.values[left] ?? 0) - (b.values[right] ?? 0);
        sum += difference * difference;
      }
      distances[i * b.count + j] = sum;
    }
  }
  return distances;
}

/** Squared distance of each row to its k-th nearest other row. Throws a `RangeError` if there are not more than k rows. */
export function neighbourRadii(set: FeatureSet, k: number): Float64Array {
  if (set.count <= k)
    throw new RangeError(`the ${k}th nearest neighbour needs more than ${k} samples, not ${set.count}`);
  const distances = squaredDistances(set, set);
  return Float64Array.from({ length: set.count }, (_, i) => {
    const others = distances.slice(i * set.count, (i + 1) * set.count);
    others[i] = Number.POSITIVE_INFINITY;
    return others.sort()[k - 1] ?? Number.POSITIVE_INFINITY;
  });
}
