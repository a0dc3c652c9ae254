import { createRandom } from '@ganreg/numerics/random';

/** Two convolutions of stride 2 with ReLU between, then means over places: small, and enough to tell noise from clothes. */
export const layers = [
  { name: 'first', kernel: [3, 3, 3, 16] },
  { name: 'second', kernel: [3, 3, 16, 32] },
] as const;

export interface Weights {
  /** `[height, width, in, out]`. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

export const weightsOf = ({ name, kernel }: (typeof layers)[number]): Weights => {
  const [height, width, inputs, outputs] = kernel;
  const draws = createRandom(7).stream(`small-network/${name}`).at(0);
  const deviation = Math.sqrt(2 / (height * width * inputs));
  return {
    kernel: draws.normal(height * width * inputs * outputs).map((value) => value * deviation),
    bias: draws.normal(outputs).map((value) => 0.1 * value),
  };
};
