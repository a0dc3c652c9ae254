import type { Attempts } from '../attempts.ts';
import type { Random } from '@ganreg/numerics/random';

type Draws = ReturnType<ReturnType<Random['stream']>['at']>;

const zeros: Draws = {
  normal: (count) => new Float32Array(count),
  uniform: (count, low = 0) => new Float32Array(count).fill(low),
  number: () => 0,
  integers: (count) => new Int32Array(count),
  permutation: (count) => Int32Array.from({ length: count }, (_, index) => index),
  gamma: (shape) => shape,
  beta: () => 0.5,
};

const still: Random = { seed: 0, stream: () => ({ at: () => zeros }), scoped: () => still };

/** Draws without chance and nearly without work, for where only shapes matter. */
export const stillAttempts: Attempts = { random: still, current: () => 0, choose: () => undefined };
