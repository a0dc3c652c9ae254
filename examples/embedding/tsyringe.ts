// An application wired with tsyringe lends services, and a plugin that is a decorated class: npx jiti examples/embedding/tsyringe.ts
import 'reflect-metadata';
import {
  definePlugin,
  families,
  Perceptual,
  planExperiment,
  Scope,
  TrainingData,
  type Catalogue,
  type Plugin,
} from '@ganreg/core';
import { createTrainer } from '@ganreg/core/training';
import { borrowFromTsyringe } from '@ganreg/core/tsyringe';
import { useEngine } from '@ganreg/numerics';
import glead from '@ganreg/plugin-glead';
import { fileURLToPath } from 'node:url';
import { container as root, inject, injectable, type DependencyContainer } from 'tsyringe';
import { z } from 'zod';
import { EdgeDistance, Stripes } from './services.ts';

const brightnessToken = Symbol.for('shop/brightness');

/** The application's rule for pictures: how bright they shall be on average, in [-1, 1]. */
export interface HouseStyle {
  readonly brightness: number;
}

/** A plugin with dependencies of the application: a class of its container that holds a definition. */
@injectable()
export class BrightnessPlugin {
  readonly definition: Plugin;

  constructor(@inject(brightnessToken) style: HouseStyle) {
    this.definition = definePlugin({
      name: 'brightness',
      version: '1.0.0',
      about: 'Fakes are as bright as the house style says',
      options: z.strictObject({}),
      terms: { mean: { player: 'generator', on: 'fake', weight: 1, about: '(mean of a fake − brightness)²' } },
      setup: ({ tf }) => ({
        terms: { mean: ({ fake }) => tf.mean(tf.square(tf.sub(tf.mean(fake.images, [1, 2, 3]), style.brightness))) },
      }),
    });
  }
}

export const application = (style: HouseStyle): DependencyContainer => {
  const container = root.createChildContainer();
  container.registerInstance(brightnessToken, style);
  container.registerInstance(TrainingData, new Stripes(16));
  container.register(Perceptual, { useFactory: () => new EdgeDistance() });
  return container;
};

/** Plugins come from the container first. */
const catalogueOf = (container: DependencyContainer): Catalogue => {
  const plugins = [container.resolve(BrightnessPlugin).definition, glead];
  return {
    families,
    plugin: async (use) => {
      const found = plugins.find(({ name }) => name === use);
      if (found === undefined) throw new Error(`this application has no plugin ${use}`);
      return found;
    },
    recipe: async () => [],
  };
};

/** Trains in memory, without a run folder, and gives the numbers of each step. */
export const train = async (
  container: DependencyContainer,
  steps: number,
): Promise<readonly Readonly<Record<string, number>>[]> => {
  await useEngine('wasm');
  const plan = await planExperiment(
    {
      data: { use: 'service' },
      perceptual: 'service',
      model: { use: 'dcgan', resolution: 16, channels: 1, width: 8, latentSize: 16 },
      train: { steps, batch: 8, optimizer: { learningRate: 0.002, beta1: 0.5 } },
      plugins: ['glead', { use: 'brightness', weight: 10 }],
    },
    catalogueOf(container),
  );
  const scope = borrowFromTsyringe(new Scope(), container);
  const trainer = await createTrainer(plan, scope);
  const numbers = [];
  for (let step = 0; step < steps; step += 1) numbers.push((await trainer.advance()).numbers);
  trainer.dispose();
  await scope[Symbol.asyncDispose]();
  return numbers;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const numbers = await train(application({ brightness: -0.8 }), 20);
  for (const step of [0, numbers.length - 1])
    console.log(`step ${step}: brightness/mean ${numbers[step]?.['brightness/mean']?.toFixed(4)}`);
}
