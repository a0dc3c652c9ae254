// Converts nsfwjs's InceptionV3, cut after `mixed3`, to the format of packages/core/src/perceptual/network-format.ts.
//   npm pack --ignore-scripts nsfwjs@4.4.0 && tar xzf nsfwjs-4.4.0.tgz
//   node scripts/features/convert-inception.mjs package OUT-FOLDER
// The package's kernels are bytes already; folding batch norm only changes scale and offset per channel: nothing is lost.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

const [source, out] = process.argv.slice(2);
const folder = join(source, 'dist/models/inception_v3');
const evaluate = (file) => {
  const module = { exports: {} };
  runInNewContext(readFileSync(join(folder, file), 'utf8'), { module, exports: module.exports });
  return module.exports;
};
const model = evaluate('model.min.js');
const shards = readdirSync(folder)
  .filter((file) => file.startsWith('group1'))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const bytes = Buffer.concat(shards.map((file) => Buffer.from(evaluate(file), 'base64')));

const stored = new Map();
let at = 0;
for (const { name, shape, quantization } of model.weightsManifest.flatMap((group) => group.weights)) {
  const size = shape.reduce((a, b) => a * b, 1);
  stored.set(name, { shape, bytes: bytes.subarray(at, at + size), scale: quantization.scale, min: quantization.min });
  at += size;
}
const values = (name) => {
  const { bytes: data, scale, min } = stored.get(name);
  return Array.from(data, (byte) => byte * scale + min);
};

const all = model.modelTopology.model_config.config.layers;
const named = new Map(all.map((layer) => [layer.config.name, layer]));
const inputsOf = (name) => (named.get(name).inbound_nodes[0] ?? []).map(([input]) => input);
const needed = new Set();
const visit = (name) => {
  if (needed.has(name)) return;
  needed.add(name);
  inputsOf(name).forEach(visit);
};
visit('mixed3');

const layers = [];
const floats = [];
const quantised = [];
const outputOf = new Map();
for (const { class_name: type, config } of all.filter((layer) => needed.has(layer.config.name))) {
  const inputs = inputsOf(config.name).map((name) => outputOf.get(name));
  const [input] = inputs;
  outputOf.set(config.name, config.name);
  if (type === 'InputLayer') outputOf.set(config.name, 'image');
  else if (type === 'Conv2D') {
    const kernel = stored.get(`${config.name}/kernel`);
    layers.push({
      op: 'convolution',
      name: config.name,
      from: [input],
      kernel: kernel.shape,
      stride: config.strides[0],
      padding: config.padding,
      activation: 'none',
      bits: 8,
    });
  } else if (type === 'BatchNormalization') {
    outputOf.set(config.name, input);
    const kernel = stored.get(`${input}/kernel`);
    const variance = values(`${config.name}/moving_variance`);
    const mean = values(`${config.name}/moving_mean`);
    const beta = values(`${config.name}/beta`);
    const gain = variance.map((value) => 1 / Math.sqrt(value + config.epsilon));
    floats.push(
      Float32Array.from([
        ...gain.map((g) => kernel.scale * g),
        ...gain.map((g) => kernel.min * g),
        ...gain.map((g, c) => beta[c] - mean[c] * g),
      ]),
    );
    quantised.push(kernel.bytes);
  } else if (type === 'Activation') {
    outputOf.set(config.name, input);
    layers.find((layer) => layer.name === input).activation = config.activation;
  } else if (type === 'MaxPooling2D' || type === 'AveragePooling2D') {
    layers.push({
      op: type === 'MaxPooling2D' ? 'max-pool' : 'average-pool',
      name: config.name,
      from: [input],
      size: config.pool_size[0],
      stride: config.strides[0],
      padding: config.padding,
    });
  } else if (type === 'Concatenate') layers.push({ op: 'concat', name: config.name, from: inputs });
  else throw new Error(`layer type ${type}`);
}
const description = {
  name: 'inception-v3-mixed3',
  description:
    'InceptionV3 from ImageNet weights, fine-tuned on another five-class task, up to mixed3; batch norm folded, 8-bit weights',
  source: 'npm nsfwjs 4.4.0, model inception_v3',
  licence: 'MIT',
  input: { scale: 0.5, shift: 0.5 },
  minimumSide: 75,
  evaluationSide: 75,
  layers,
  taps: ['max_pooling2d_1', 'max_pooling2d_2', 'mixed0', 'mixed2'],
  embedding: ['mixed3'],
};
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'network.json'), `${JSON.stringify(description, null, 1)}\n`);
const weights = Buffer.concat([...floats.map((array) => Buffer.from(array.buffer)), ...quantised]);
writeFileSync(join(out, 'weights.bin'), weights);
console.log(`${weights.length} bytes of weights, ${quantised.length} convolutions`);
