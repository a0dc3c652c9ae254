import type { Modes, Samples } from './samples.ts';

/** Of a mixture with known modes (Metz et al., ICLR 2017; Srivastava et al., NeurIPS 2017). */
export interface ModeCoverage {
  /** Modes with at least one sample within three standard deviations of their centre. */
  readonly modes: number;
  /** Share of samples within three standard deviations of any centre, 0 to 1. */
  readonly quality: number;
}

/** Counts the modes that samples reach, by Euclidean distance. */
export const modeCoverage = (samples: Samples, { modes, deviation }: Modes): ModeCoverage => {
  if (samples.kind !== 'points') throw new RangeError('only a mixture of points has known modes');
  const reach = (3 * deviation) ** 2;
  const reached = new Set<number>();
  let good = 0;
  for (let index = 0; index < samples.count; index += 1) {
    const [x = Number.NaN, y = Number.NaN] = samples.point(index);
    const mode = modes.findIndex(([a, b]) => (x - a) ** 2 + (y - b) ** 2 <= reach);
    if (mode === -1) continue;
    reached.add(mode);
    good += 1;
  }
  return { modes: reached.size, quality: good / samples.count };
};
