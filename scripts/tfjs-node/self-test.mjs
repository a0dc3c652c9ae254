// Run in a process of its own by install.mjs: a library that does not fit this machine ends it without an exception.
import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CASES } from './cases.mjs';
import { restoreRemovedUtil } from './removed-util.mjs';

const TOLERANCE = 1e-4;
const [target = '', project = '', name = '@tensorflow/tfjs-node'] = process.argv.slice(2);

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
restoreRemovedUtil();
const fromTarget = createRequire(join(target, 'package.json'));
const tf = fromTarget(name);
const problems = [];

function check(title, holds, detail) {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${title}${detail === undefined ? '' : `: ${detail}`}`);
  if (!holds) problems.push(title);
}

function samePlace(file) {
  const inside = (require) => realpathSync(require.resolve(file));
  return inside(createRequire(join(project, 'package.json'))) === inside(fromTarget);
}

/** Largest difference, relative to the largest magnitude, over all tensors of a case. */
function worst(ours, theirs) {
  return Math.max(
    ...ours.map((tensor, index) => {
      const other = theirs[index];
      if (tensor.shape.join() !== other.shape.join()) return Infinity;
      const scale = Math.max(...other.values.map(Math.abs), 1e-6);
      return Math.max(...tensor.values.map((value, at) => Math.abs(value - other.values[at]))) / scale;
    }),
  );
}

function compute(backend, f) {
  tf.setBackend(backend);
  return tf.tidy(() => f(tf).map((tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] })));
}

function gigaflops(operations, f) {
  f();
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    f();
    return performance.now() - start;
  });
  return (operations / Math.min(...times) / 1e6).toFixed(0);
}

check('backend is tensorflow', tf.getBackend() === 'tensorflow', tf.getBackend());
check('one copy of tfjs-core, shared with the project', samePlace('@tensorflow/tfjs-core'));
for (const [title, f] of Object.entries(CASES)) {
  try {
    const error = worst(compute('tensorflow', f), compute('cpu', f));
    check(title, error <= TOLERANCE, `largest relative difference to the cpu backend ${error.toExponential(1)}`);
  } catch (error) {
    check(title, false, error.message);
  }
}

tf.setBackend('tensorflow');
const [a, x, filter] = [
  tf.randomNormal([512, 512]),
  tf.randomNormal([32, 16, 16, 64]),
  tf.randomNormal([4, 4, 64, 128]),
];
const read = (f) => () => tf.tidy(() => void f().dataSync());
console.log(
  `     matMul 512x512x512: ${gigaflops(
    2 * 512 ** 3,
    read(() => tf.matMul(a, a)),
  )} GFLOP/s`,
);
const convolution = read(() => tf.conv2d(x, filter, 2, 'same'));
console.log(
  `     conv2d 4x4 stride 2, 64 to 128 channels: ${gigaflops(2 * 32 * 64 * 16 * 64 * 128, convolution)} GFLOP/s`,
);

if (problems.length > 0) {
  console.error(`${problems.length} of the checks failed`);
  process.exitCode = 1;
}
