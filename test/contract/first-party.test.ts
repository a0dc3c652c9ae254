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
  measure: (real, fake) => precisionRecall(real, fake).precision,
});
metricContract({
  name: 'recall',
  better: 'higher',
  blindTo: 'bad images',
  measure: (real, fake) => precisionRecall(real, fake).recall,
});
metricContract({
  name: 'density',
  better: 'higher',
  blindTo: 'forgotten modes',
  measure: (real, fake) => densityCoverage(real, fake).density,
});
metricContract({ name: 'coverage', better: 'higher', measure: (real, fake) => densityCoverage(real, fake).coverage });
