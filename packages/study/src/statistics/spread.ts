import { mean, variance } from './summary.ts';

/** Where the variation of a number comes from. */
export interface Spread {
  /** Between trainings, sampling noise removed; 0 when the trainings differ by no more than sampling explains. */
  readonly training: number | undefined;
  /** Between evaluations of one training with other latents. */
  readonly sampling: number | undefined;
}

/**
 * Standard deviations of the one-way random-effects model (method of moments): `runs` holds, for each training, its values under
 * several sampling seeds, equally many in each. Nothing where there are not two of a kind.
 */
export const spreadOf = (runs: readonly (readonly number[])[]): Spread => {
  const samplings = Math.min(...runs.map((values) => values.length));
  const within = runs.length === 0 || samplings < 2 ? undefined : mean(runs.map((values) => variance(values)));
  const between = runs.length < 2 || samplings < 1 ? undefined : variance(runs.map((values) => mean(values)));
  return {
    sampling: within === undefined ? undefined : Math.sqrt(within),
    training: between === undefined ? undefined : Math.sqrt(Math.max(0, between - (within ?? 0) / samplings)),
  };
};
