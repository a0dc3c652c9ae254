import type { Snapshot } from '@ganreg/core/training';
import { createRandom } from '@ganreg/numerics/random';

/** Weights of ordinary size in place of initial ones, some of which are zero. */
export const lively = ({ tensors, values }: Snapshot): Snapshot => ({
  values,
  tensors: new Map(
    [...tensors].map(([name, tensor]) => {
      if (!name.includes('/parameters/')) return [name, tensor];
      const { shape, values: before } = tensor;
      const draws = createRandom(5).stream(name).at(0).normal(before.length);
      const inputs = shape.slice(0, -1).reduce((product, side) => product * side, 1);
      const matrix = shape.length > 1;
      return [
        name,
        {
          shape,
          values: before.map((value, at) => (matrix ? 0 : value) + (draws[at] ?? 0) * (matrix ? inputs ** -0.5 : 0.1)),
        },
      ];
    }),
  ),
});
