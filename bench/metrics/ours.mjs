// One process of main.mjs: our metrics of the features in a folder, as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frechetDistance, gaussianStatistics, kernelDistance, precisionRecall } from '@ganreg/core/metrics';
import { useEngine } from '@ganreg/numerics';

const [folder, count, dimension, engine, threads] = process.argv.slice(2);
await useEngine(engine === 'cpu' ? engine : { use: engine, threads: Number(threads) });
const [real, fake] = ['real', 'fake'].map((name) => ({
  count: Number(count),
  dimension: Number(dimension),
  values: new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer),
}));
const seconds = {};
const timed = async (name, measure) => {
  const begin = performance.now();
  const value = await measure();
  seconds[name] = (performance.now() - begin) / 1000;
  return value;
};
const values = {
  fd: await timed('fd', () => frechetDistance(gaussianStatistics(real), gaussianStatistics(fake))),
  kid: await timed('kid', () => kernelDistance(real, fake)),
  ...(await timed('precision and recall', () => precisionRecall(real, fake))),
};
process.stdout.write(JSON.stringify({ seconds, values, memory: Math.round(process.resourceUsage().maxRSS / 1024) }));
