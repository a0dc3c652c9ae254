// An application wired with inversify lends a run its images, its distance and its dashboard: npx jiti examples/embedding/inversify.ts
import 'reflect-metadata';
import { Perceptual, planExperiment, Scope, Sink, TrainingData, type ExperimentInput, type Token } from '@ganreg/core';
import { nodeCatalogue, trainPlan, type RunSummary } from '@ganreg/core/node';
import { Container } from 'inversify';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dashboard, EdgeDistance, Stripes } from './services.ts';

const sideToken = Symbol.for('shop/side');

/** The application's own container: ganreg's tokens are ordinary service identifiers. */
export const application = (side: number): Container => {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(sideToken).toConstantValue(side);
  container.bind(TrainingData).toResolvedValue((given: number) => new Stripes(given), [sideToken]);
  container.bind(Perceptual).toResolvedValue(() => new EdgeDistance());
  container.bind(Sink).toResolvedValue(() => new Dashboard());
  return container;
};

/** A scope that fetches these services from the application when a run first wants them. The application keeps and disposes them. */
export const lend = (container: Container, tokens: readonly Token<unknown>[]): Scope =>
  tokens.reduce((scope: Scope, token) => scope.borrow(token, () => container.get(token)), new Scope());

const config: ExperimentInput = {
  engine: 'wasm',
  data: { use: 'service' },
  perceptual: 'service',
  model: { use: 'dcgan', resolution: 16, channels: 1, width: 8, latentSize: 16 },
  train: { steps: 5, batch: 8 },
  plugins: ['glead', 'ggdr'],
};

/** Trains with what the application lends. */
export const train = async (container: Container): Promise<RunSummary> => {
  const project = fileURLToPath(new URL('../../packages/cli', import.meta.url));
  const plan = await planExperiment(config, nodeCatalogue(project));
  const folder = join(await mkdtemp(join(tmpdir(), 'ganreg-')), 'run');
  const loaded = { config, files: [], folder: project, provenance: {} };
  const scope = lend(container, [TrainingData, Perceptual, Sink]);
  return trainPlan(plan, loaded, folder, { scope, onEvent: () => undefined });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const container = application(16);
  const { folder } = await train(container);
  const { reports } = container.get(Sink) as Dashboard;
  console.log(`${reports.length} steps in ${folder}; the dashboard's last numbers:`, reports.at(-1)?.numbers);
}
