import { describePlan, type ExperimentInput } from '@ganreg/core';
import type { Trainer } from '@ganreg/core/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { planFor, trainerFor } from '../../support/experiment.ts';

const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1);

/** Multiply-adds of one call of a kernel; everything but convolutions and matrix products counts as nothing. */
const macsOf = (
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: Readonly<Record<string, unknown>>,
  output: tf.Tensor,
): number => {
  const filter = (shape: readonly number[]): number => product(shape.slice(0, 3));
  switch (name) {
    case 'Conv2D':
      return output.size * filter(inputs.filter?.shape ?? []);
    case 'Conv2DBackpropInput':
      return (inputs.dy?.size ?? 0) * filter(inputs.filter?.shape ?? []);
    case 'Conv2DBackpropFilter':
      return (inputs.dy?.size ?? 0) * filter(attributes.filterShape as readonly number[]);
    case 'BatchMatMul': {
      const shape = inputs.a?.shape ?? [];
      return output.size * (shape.at(attributes.transposeA === true ? -2 : -1) ?? 0);
    }
    default:
      return 0;
  }
};

type Call = Parameters<ReturnType<typeof tf.engine>['runKernel']>;

/** Multiply-adds of one step. A step runs all its kernels before it first waits. */
const macsOfStep = async (trainer: Trainer): Promise<number> => {
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  let sum = 0;
  engine.runKernel = <T extends tf.Tensor | tf.Tensor[]>(...[name, inputs, attributes]: Call): T => {
    const output = original<T>(name, inputs, attributes);
    sum += macsOf(name, inputs, attributes as Record<string, unknown>, output as tf.Tensor);
    return output;
  };
  try {
    const step = trainer.advance();
    Reflect.deleteProperty(engine, 'runKernel');
    await step;
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
  return sum;
};

const models = {
  dcgan: { use: 'dcgan', resolution: 32, channels: 3 },
  resnet: { use: 'resnet', resolution: 16, channels: 3 },
  stylegan2: { use: 'stylegan2', resolution: 16, channels: 3 },
} as const;

const batch = 2;

/** Multiply-adds of each half of a step. */
const halves = async (
  model: ExperimentInput['model'],
  plugins: NonNullable<ExperimentInput['plugins']>,
): Promise<{ readonly generator: number; readonly discriminator: number }> => {
  const step = async (discriminatorSteps: number): Promise<number> => {
    const trainer = await trainerFor({ model, train: { steps: 9, batch, ema: false, discriminatorSteps }, plugins });
    const sum = await macsOfStep(trainer);
    trainer.dispose();
    return sum;
  };
  const [once, twice] = [await step(1), await step(2)];
  return { discriminator: twice - once, generator: 2 * once - twice };
};

describe('the generator’s half with AdvAs', () => {
  // G and D being the multiply-adds of a forward: a plain half is 3G + 2D. AdvAs adds the gradient of r in the generator (2G),
  // the reals' forward and slope (3D), the fakes' slope (2D) and its derivative (4D): 3.2 times where G and D cost the same.
  // In time the factor is lower: `node bench/method-cost.mjs`.
  it.each(Object.entries(models))(
    'on %s costs what it must, whichever way it is differentiated',
    async (name, model) => {
      const { macs } = (await planFor({ model })).model;
      const least = (5 * macs.generator + 11 * macs.discriminator) / (3 * macs.generator + 2 * macs.discriminator);
      const plain = await halves(model, []);
      const exact = await halves(model, ['advas']);
      const numeric = await halves(model, [{ use: 'advas', with: { differentiation: 'finite-difference' } }]);
      const [ratio, byDifferences] = [exact.generator / plain.generator, numeric.generator / plain.generator];
      console.log(
        `${name}: ${(plain.generator / batch / 1e6).toFixed(1)} M multiply-adds an image; double backprop ${ratio.toFixed(2)}×, ` +
          `finite differences ${byDifferences.toFixed(2)}×, (5G + 11D)/(3G + 2D) = ${least.toFixed(2)}, whole step ` +
          `${((exact.generator + exact.discriminator) / (plain.generator + plain.discriminator)).toFixed(2)}×`,
      );
      expect(exact.discriminator).toBe(plain.discriminator);
      const planned = describePlan(await planFor({ model, plugins: ['advas'] })).cost.plugins[0]?.macsPerImage ?? 0;
      expect((exact.generator - plain.generator) / (planned * batch)).toBeCloseTo(1, 1);
      expect(ratio).toBeLessThan(least * 1.02);
      expect(byDifferences).toBeLessThan(least * 1.02);
    },
  );
});

describe('the discriminator’s half with AdaptiveMix', () => {
  it.each(Object.entries(models))(
    'on %s costs at most one further forward and backward for each kind of image',
    async (name, model) => {
      const plain = await halves(model, []);
      const mixed = await halves(model, ['adaptivemix']);
      // A plain half is one forward of the generator, then a forward and backward of the discriminator for each kind.
      const extra = mixed.discriminator - plain.discriminator;
      console.log(`${name}: ${(mixed.discriminator / plain.discriminator).toFixed(2)}× a plain half`);
      const planned =
        describePlan(await planFor({ model, plugins: ['adaptivemix'] })).cost.plugins[0]?.macsPerImage ?? 0;
      expect(extra / (planned * batch)).toBeCloseTo(1, 1);
      expect(extra).toBeLessThanOrEqual(plain.discriminator * 1.01);
      expect(mixed.generator).toBe(plain.generator);
    },
  );
});
