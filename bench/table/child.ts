// child of the table: node child.js ENGINE stock|ours [GROUP]; prints the measured rows as JSON on its last line
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { useEngine, type EngineName } from '@ganreg/numerics';
import { cases } from './cases.ts';
import { measure, type Reference } from './measure.ts';

const [engine = 'wasm', mode = 'ours'] = process.argv.slice(2);
const file = new URL('../../../test/fixtures/numerics-table.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Reference>;

const loaders: Readonly<Record<string, () => Promise<unknown>>> = {
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  // stock TensorFlow.js has no kernels but those of wasm
  'wasm+native': () => import('@tensorflow/tfjs-backend-wasm'),
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  tensorflow: async () => {
    // not part of the package's interface: finds an installed tfjs-node
    const path = new URL('../../../packages/numerics/dist/tensorflow/load.js', import.meta.url);
    const { loadTfjsNode } = (await import(path.href)) as { loadTfjsNode: (name: string, threads: number) => string };
    loadTfjsNode('@tensorflow/tfjs-node', 1);
  },
};
if (mode === 'stock') {
  // gradients as tfjs registers them itself
  await import('@tensorflow/tfjs-layers');
  await loaders[engine]?.();
  await tf.setBackend(engine === 'wasm+native' ? 'wasm' : engine);
  tf.env().set('PROD', true);
} else {
  await useEngine(engine as EngineName);
}
const rows = cases.filter((row) => mode === 'ours' || row.group !== 'own operations');
const measured = rows.map((row) => {
  const reference = references[row.name];
  if (!reference) throw new Error(`no reference for ${row.name}: run scripts/fixtures/numerics_table.py`);
  return measure(row, reference);
});
console.log(JSON.stringify(measured));
process.exit(0);
