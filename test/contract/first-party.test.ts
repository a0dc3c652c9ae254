import { experimentSchema, families, type Dataset } from '@ganreg/core';
import {
  densityCoverage,
  frechetDistance,
  gaussianStatistics,
  kernelDistance,
  precisionRecall,
} from '@ganreg/core/metrics';
import { openData } from '@ganreg/core/node/open';
import { datasetContract, familyContract, metricContract, pluginContract } from '@ganreg/testing';
import { useEngine } from '@ganreg/numerics';
import { beforeAll } from 'vitest';
import { allPlugins } from '../support/experiment.ts';
import { equations } from './equations.ts';

for (const plugin of allPlugins)
  pluginContract(plugin, { beside: allPlugins, equations: equations[plugin.name] ?? {} });

for (const family of families) familyContract(family);

for (const split of ['train', 'test'] as const)
  datasetContract(
    `embedded (${split})`,
    async () => (await openData(experimentSchema.parse({}), '.', 28, split)) as Dataset,
  );

// Metrics multiply on the current engine.
beforeAll(async () => {
  await useEngine('wasm');
});

metricContract({
  name: 'Fréchet distance',
  better: 'lower',
  measure: (real, fake) => frechetDistance(gaussianStatistics(real), gaussianStatistics(fake)),
});
metricContract({ name: 'kernel distance', better: 'lower', measure: kernelDistance });
metricContract({
  name: 'precision',
  better: 'higher',
  blindTo: 'forgotten modes',
  measure: async (real, fake) => (await precisionRecall(real, fake)).precision,
});
metricContract({
  name: 'recall',
  better: 'higher',
  blindTo: 'bad images',
  measure: async (real, fake) => (await precisionRecall(real, fake)).recall,
});
metricContract({
  name: 'density',
  better: 'higher',
  blindTo: 'forgotten modes',
  measure: async (real, fake) => (await densityCoverage(real, fake)).density,
});
metricContract({
  name: 'coverage',
  better: 'higher',
  measure: async (real, fake) => (await densityCoverage(real, fake)).coverage,
});
