/**
 * One draw of Gamma(shape, 1), by Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
 *
 * @param uniform gives the next number in (0, 1)
 * @param normal gives the next standard normal
 */
export function gammaFrom(shape: number, uniform: () => number, normal: () => number): number {
  if (!(shape > 0) || !Number.isFinite(shape)) throw new RangeError(`gamma: shape must be positive, got ${shape}`);
  // shapes below one: Gamma(a) = Gamma(a + 1) · U^(1/a)
  if (shape < 1) return gammaFrom(shape + 1, uniform, normal) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}
