import { planExperiment, Perceptual, Scope, TrainingData, type Family } from '@ganreg/core';
import { createTrainer, mixture, type Trainer } from '@ganreg/core/training';
import { useEngine } from '@ganreg/numerics';
import { describe, expect, it } from 'vitest';
import { allPlugins, blobs, catalogueOf, pixels, testEngine } from '../../support/experiment.ts';
import { familyNames, microOf, smoothFamilies } from '../../support/micro-families.ts';
import { probe, type Read } from '../../support/probe.ts';

const losses = ['non-saturating', 'hinge', 'wgan', 'lsgan', 'relativistic'] as const;

/** ∇_θ r in the first generator's half of a discriminator without kinks. */
const residualGradient = async (
  family: string,
  loss: string,
  options: Record<string, unknown>,
  families: readonly Family[],
): Promise<Read> => {
  await useEngine(testEngine);
  const recorded = probe();
  const micro = microOf(family);
  const plan = await planExperiment(
    {
      ...micro,
      loss: loss as 'wgan',
      train: { ...micro.train, order: 'generator-first' },
      plugins: [...(loss === 'wgan' ? ['wgan-gp'] : []), { use: 'advas', with: options }, 'probe'],
    },
    { ...catalogueOf([...allPlugins, recorded.plugin]), families },
  );
  const data = plan.model.resolution === 1 ? mixture('mixture-8') : blobs(plan.model.resolution, plan.model.channels);
  const trainer: Trainer = await createTrainer(
    plan,
    new Scope().provide(TrainingData, data).provide(Perceptual, pixels),
  );
  await trainer.advance();
  trainer.dispose();
  const pass = recorded.passes.find(({ player }) => player === 'generator');
  return pass?.separate['advas/r'] ?? new Map<string, Float32Array>();
};

/** ‖one − other‖ / ‖other‖ over all parameters. */
const relativeError = (one: Read, other: Read): number => {
  let [difference, length] = [0, 0];
  for (const [path, values] of other) {
    for (const [index, value] of values.entries()) {
      difference += ((one.get(path)?.[index] ?? 0) - value) ** 2;
      length += value ** 2;
    }
  }
  return Math.sqrt(difference / length);
};

describe.each(familyNames)('AdvAs on %s', (family) => {
  it.each(losses)('%s: double backprop agrees with finite differences to 1e-3', async (loss) => {
    const exact = await residualGradient(family, loss, {}, smoothFamilies);
    const numeric = await residualGradient(
      family,
      loss,
      { differentiation: 'finite-difference', stepSize: 0.002 },
      smoothFamilies,
    );
    const error = relativeError(numeric, exact);
    console.log(`${family} ${loss}: ${error.toExponential(1)}`);
    expect(exact.size).toBeGreaterThan(0);
    expect(error).toBeLessThan(1e-3);
  });

  it('with the gradient penalty as part of the loss, differentiated in full', async () => {
    const full = { penaltyTerms: 'full' };
    const exact = await residualGradient(family, 'wgan', full, smoothFamilies);
    const numeric = await residualGradient(
      family,
      'wgan',
      { ...full, differentiation: 'finite-difference', stepSize: 0.002 },
      smoothFamilies,
    );
    const constant = await residualGradient(family, 'wgan', {}, smoothFamilies);
    const error = relativeError(numeric, exact);
    console.log(
      `${family} full: ${error.toExponential(1)}; constant instead: ${relativeError(constant, exact).toFixed(3)}`,
    );
    expect(error).toBeLessThan(1e-3);
    expect(relativeError(constant, exact)).toBeGreaterThan(1e-3);
  });
});
