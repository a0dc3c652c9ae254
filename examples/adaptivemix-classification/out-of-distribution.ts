/** Rows of features, each of one length. */
export type Rows = readonly Float32Array[];

const dot = (one: Float32Array | Float64Array, other: Float32Array | Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += (one[i] ?? 0) * (other[i] ?? 0);
  return sum;
};

/** The first left singular vector of features as columns, uncentred, by power iteration on A·Aᵀ. */
export const mainDirection = (rows: Rows, iterations = 200): Float64Array => {
  const size = rows[0]?.length ?? 0;
  let direction = new Float64Array(size).fill(1 / Math.sqrt(size));
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const next = new Float64Array(size);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let i = 0; i < size; i += 1) next[i] = (next[i] ?? 0) + along * (row[i] ?? 0);
    }
    const length = Math.hypot(...next);
    if (length === 0) return direction;
    direction = next.map((value) => value / length);
  }
  return direction;
};

/**
 * Union of one-dimensional subspaces (Zaeemzadeh et al., CVPR 2021): min over classes of arccos(|u_c · z| / ‖z‖), larger the
 * further from every class; u_c is the main direction of the training features of class c. One deterministic pass.
 */
export const subspaceScore =
  (directions: readonly Float64Array[]) =>
  (features: Float32Array): number => {
    const length = Math.sqrt(dot(features, features));
    const cosines = directions.map((direction) => Math.min(1, Math.abs(dot(direction, features)) / length));
    return Math.acos(Math.max(...cosines));
  };

/** How well scores tell unknown images (high) from known ones (low). */
export interface Detection {
  /** Area under the ROC curve. */
  readonly auroc: number;
  /** Share of known images above the threshold that 95 % of the unknown are above. */
  readonly fpr95: number;
  /** Least mean of both kinds of error over thresholds. */
  readonly error: number;
}

export const detection = (known: readonly number[], unknown: readonly number[]): Detection => {
  const thresholds = [...new Set([...known, ...unknown])].toSorted((one, other) => other - one);
  const above = (scores: readonly number[]): ((threshold: number) => number) => {
    const sorted = scores.toSorted((one, other) => other - one);
    let at = 0;
    // Thresholds come in falling order.
    return (threshold) => {
      while (at < sorted.length && (sorted[at] ?? 0) >= threshold) at += 1;
      return at / sorted.length;
    };
  };
  const [truePositives, falsePositives] = [above(unknown), above(known)];
  let [area, error] = [0, 0.5];
  let fpr95: number | undefined;
  let [lastTrue, lastFalse] = [0, 0];
  for (const threshold of thresholds) {
    const [rate, wrong] = [truePositives(threshold), falsePositives(threshold)];
    area += ((wrong - lastFalse) * (rate + lastTrue)) / 2;
    error = Math.min(error, 0.5 * (1 - rate) + 0.5 * wrong);
    if (rate >= 0.95) fpr95 ??= wrong;
    [lastTrue, lastFalse] = [rate, wrong];
  }
  return { auroc: area, fpr95: fpr95 ?? 1, error };
};
