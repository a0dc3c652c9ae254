/**
 * Holm's step-down adjustment (1979): p values of several hypotheses such that rejecting all below α keeps the chance of any
 * false rejection below α. Given and returned in the same order.
 */
export const holm = (pValues: readonly number[]): readonly number[] => {
  const order = pValues.map((p, index) => ({ p, index })).toSorted((one, other) => one.p - other.p);
  const adjusted = Array.from(pValues);
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
};
