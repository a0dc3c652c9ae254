// AdaptiveMix for classification: npx jiti examples/adaptivemix-classification/main.ts [--epochs 20] [--seeds 1] [--mnist data/mnist]
import { useEngine, type EngineRequest } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { parseArgs } from 'node:util';
import { evaluate, strangers } from './evaluation.ts';
import { digits, fashion } from './labelled.ts';
import { createClassifier } from './network.ts';
import { adaptiveMix, mixup, plain } from './objectives.ts';
import { table } from './table.ts';
import { classCount, train } from './training.ts';

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '1' },
    attacked: { type: 'string', default: '500' },
    engine: { type: 'string', default: 'wasm' },
    mnist: { type: 'string', default: 'data/mnist' },
  },
});
const [epochs, seeds, attacked] = [Number(values.epochs), Number(values.seeds), Number(values.attacked)];

const arms = {
  plain: { head: 'linear', objective: plain },
  mixup: { head: 'linear', objective: mixup },
  'orthogonal head': { head: 'orthogonal', objective: plain },
  AdaptiveMix: { head: 'orthogonal', objective: adaptiveMix },
} as const;

await useEngine(values.engine as EngineRequest);
const [training, test] = [await fashion('train'), await fashion('test')];
const numerals = await digits(values.mnist, test.classes.length);
const data = {
  training,
  test,
  attacked: {
    images: tf.slice(test.images, [0, 0, 0, 0], [attacked, -1, -1, -1]),
    classes: test.classes.subarray(0, attacked),
  },
  unknown: { ...strangers(test.images), ...(numerals === undefined ? {} : { MNIST: numerals }) },
};

const results: Record<string, Readonly<Record<string, number>>[]> = {};
for (const [name, { head, objective }] of Object.entries(arms)) {
  results[name] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const start = performance.now();
    const classifier = createClassifier(head, classCount, seed);
    train(classifier, training, objective, { epochs, seed });
    results[name].push(evaluate(classifier, data));
    classifier.dispose();
    console.error(`${name}, seed ${seed}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
const size = `${training.classes.length} training images, ${epochs} epochs, seeds: ${seeds}`;
console.log(`Fashion-MNIST, ${size}; percent, attacks on ${attacked} test images\n\n${table(results)}`);
