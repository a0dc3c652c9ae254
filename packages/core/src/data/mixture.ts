import { createRandom } from '@ganreg/numerics/random';
import type { PointSet } from './points.ts';

const count = 10_000;

const ring = (): readonly (readonly [number, number])[] =>
  Array.from({ length: 8 }, (_, k) => [2 * Math.cos((k * Math.PI) / 4), 2 * Math.sin((k * Math.PI) / 4)] as const);

const grid = (): readonly (readonly [number, number])[] =>
  Array.from({ length: 25 }, (_, k) => [(k % 5) - 2, Math.floor(k / 5) - 2] as const);

/**
 * Mixtures of Gaussians that mode collapse is studied on (Metz et al., ICLR 2017): `mixture-8`, a ring of radius 2, and
 * `mixture-25`, a 5×5 grid of spacing 1. Standard deviation 0.05. The points depend on nothing but the name.
 */
export const mixture = (name: 'mixture-8' | 'mixture-25'): PointSet => {
  const modes = name === 'mixture-8' ? ring() : grid();
  const deviation = 0.05;
  const draws = createRandom(0).stream(`data/${name}`).at(0);
  const chosen = draws.integers(count, modes.length);
  const noise = draws.normal(2 * count);
  const points = Float32Array.from(
    noise,
    (value, index) => (modes[chosen[index >> 1] ?? 0]?.[index & 1] ?? 0) + deviation * value,
  );
  return {
    kind: 'points',
    name,
    count,
    hash: `${name}/1`,
    modes,
    deviation,
    point: (index) => points.subarray(2 * index, 2 * index + 2),
  };
};
