import type { ExperimentInput } from '@ganreg/core';
import advas from '@ganreg/plugin-advas';
import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { descent, lineTrainer } from '../../support/line.ts';

type Uses = NonNullable<ExperimentInput['plugins']>;

/** (θ, ψ) after each step. */
type Path = readonly (readonly [number, number])[];

/**
 * Dirac-GAN (Mescheder et al. 2018): data at 0, one fake at b = θ, D(x) = w·x = ψx, Wasserstein loss, both players by gradient
 * descent of rate 0.1, the discriminator first, from (1, 1).
 */
const dirac = async (plugins: Uses, steps: number): Promise<Path> => {
  const gradientDescent = descent(0.1);
  const trainer = await lineTrainer(
    { loss: 'wgan', train: { steps }, plugins: [...plugins, 'zz-descent'] },
    [advas, gradientDescent.plugin],
    { a: 0, b: 1, w: 1, c: 0 },
    { reals: [0], latents: [0] },
  );
  gradientDescent.use(trainer);
  const { generator, discriminator } = trainer.context.networks;
  const read = (variable: tf.Variable | undefined): number => variable?.dataSync()[0] ?? Number.NaN;
  const path: [number, number][] = [];
  for (let step = 0; step < steps; step += 1) {
    await trainer.advance();
    path.push([read(generator.parameters.get('b')), read(discriminator.parameters.get('w'))]);
  }
  trainer.dispose();
  return path;
};

const lengthAt = (path: Path, step: number): number => Math.hypot(...(path[step - 1] ?? [Number.NaN]));

const fixed = (weight: number): Uses => [{ use: 'advas', weight, with: { lambda: 'fixed' } }];

const near = (found: readonly number[] | undefined, expected: readonly number[]): void =>
  expected.forEach((value, index) => expect(found?.[index]).toBeCloseTo(value, 5));

describe('on the Dirac-GAN', () => {
  it('plain training circles its equilibrium for ever', async () => {
    const path = await dirac([], 200);
    near(path[0], [1.09, 0.9]);
    near(path[1], [1.1691, 0.791]);
    console.log(`plain: ‖(θ, ψ)‖ at 200: ${lengthAt(path, 200).toFixed(4)}`);
    expect(lengthAt(path, 200)).toBeCloseTo(1.3565, 3);
  });

  it('AdvAs of λ = 0.5 contracts by √0.9 a step', async () => {
    const path = await dirac(fixed(0.5), 200);
    near(path[0], [0.99, 0.9]);
    near(path[1], [0.9711, 0.801]);
    console.log(`λ 0.5: at 50 ${lengthAt(path, 50).toFixed(5)}, at 200 ${lengthAt(path, 200).toExponential(2)}`);
    expect(lengthAt(path, 50)).toBeCloseTo(0.06043, 4);
    expect(lengthAt(path, 200) / 2.3e-5).toBeCloseTo(1, 1);
  });

  it('AdvAs of λ = 1 contracts faster', async () => {
    const path = await dirac(fixed(1), 200);
    console.log(`λ 1: at 200 ${lengthAt(path, 200).toExponential(2)}`);
    expect(lengthAt(path, 200) / 1.87e-7).toBeCloseTo(1, 1);
  });

  it('AdvAs of automatic λ contracts too', async () => {
    const path = await dirac(['advas'], 600);
    near(path[0], [1, 0.9]);
    near(path[1], [1, 0.8]);
    near(path[2], [1, 0.7]);
    console.log(
      `automatic λ: at 50 ${lengthAt(path, 50).toFixed(5)}, at 200 ${lengthAt(path, 200).toExponential(4)}, ` +
        `at 600 ${lengthAt(path, 600).toExponential(1)}`,
    );
    expect(lengthAt(path, 50)).toBeCloseTo(0.26822, 4);
    expect(lengthAt(path, 200) / 2.4428e-3).toBeCloseTo(1, 2);
    expect(lengthAt(path, 600)).toBeLessThan(1e-4);
  });
});
