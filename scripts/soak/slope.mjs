/** Into how many stretches a measurement is cut. */
export const stretches = 9;

/** Student's t for 95 % with two degrees of freedom less than there are stretches. */
const quantile = 2.365;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Slope of the heap, in bytes a step, and half the width of its 95 % interval. V8 makes and drops code of its own, and the heap
 * stays on a plateau for many values in a row: as if they were independent, the interval would be far too narrow. So the line goes
 * through means of long stretches, and the interval is that of so few numbers.
 */
export const slopeOf = (heaps, every) => {
  const length = Math.floor(heaps.length / stretches);
  const means = Array.from({ length: stretches }, (_, part) => mean(heaps.slice(part * length, (part + 1) * length)));
  const xs = means.map((_, part) => (part - (stretches - 1) / 2) * length * every);
  const spread = xs.reduce((sum, x) => sum + x * x, 0);
  const slope = xs.reduce((sum, x, part) => sum + x * means[part], 0) / spread;
  const middle = mean(means);
  const residual = xs.reduce((sum, x, part) => sum + (means[part] - middle - slope * x) ** 2, 0) / (stretches - 2);
  return { slope, half: quantile * Math.sqrt(residual / spread), means };
};
