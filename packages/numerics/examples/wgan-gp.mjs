// WGAN-GP (Gulrajani et al., 2017) on eight Gaussians in plain TensorFlow.js:   node wgan-gp.mjs [steps] [--stock]
// With --stock the same program runs on TensorFlow.js as it comes: no error, no warning, and a wrong gradient of the penalty.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-wasm';
import { createRandom, normalTensor, uniformTensor, useEngine } from '@ganreg/numerics';
import { checkGradients } from '@ganreg/numerics/testing';

const steps = process.argv.slice(2).find((word) => word !== '--stock') ?? '300';
if (process.argv.includes('--stock')) await tf.setBackend('wasm');
else await useEngine('wasm'); // the one line that makes the difference

const random = createRandom(1);
const layer = (name, inputs, outputs) =>
  tf.tidy(() => [
    tf.variable(tf.mul(normalTensor(random.stream(name).at(0), [inputs, outputs]), 1 / Math.sqrt(inputs))),
    tf.variable(tf.zeros([outputs])),
  ]);
const generator = [layer('g1', 2, 64), layer('g2', 64, 64), layer('g3', 64, 2)].flat();
const critic = [layer('d1', 2, 64), layer('d2', 64, 64), layer('d3', 64, 1)].flat();

const apply = ([w1, b1, w2, b2, w3, b3], x) => {
  const first = tf.tanh(tf.add(tf.matMul(x, w1), b1));
  return tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(first, w2), b2)), w3), b3);
};
const slopes = (weights, x) => {
  const gradient = tf.grad((input) => tf.sum(apply(weights, input)))(x);
  return tf.sqrt(tf.add(tf.sum(tf.square(gradient), 1), 1e-12));
};
const penalty = (weights, x) => tf.mean(tf.square(tf.sub(slopes(weights, x), 1)));

const batch = 128;
const fakes = (draws) => apply(generator, normalTensor(draws, [batch, 2]));
const reals = (draws) => {
  const angles = tf.mul(tf.tensor1d(draws.integers(batch, 8), 'float32'), Math.PI / 4);
  return tf.add(tf.stack([tf.cos(angles), tf.sin(angles)], 1), tf.mul(normalTensor(draws, [batch, 2]), 0.05));
};
const criticLoss = (draws) => {
  const [real, fake, mix] = [reals(draws), fakes(draws), uniformTensor(draws, [batch, 1])];
  const between = tf.add(tf.mul(real, mix), tf.mul(fake, tf.sub(1, mix)));
  const distance = tf.sub(tf.mean(apply(critic, real)), tf.mean(apply(critic, fake)));
  return tf.sub(tf.mul(penalty(critic, between), 10), distance);
};

const optimizer = { critic: tf.train.adam(1e-3, 0, 0.9), generator: tf.train.adam(1e-3, 0, 0.9) };
for (let step = 0; step < Number(steps); step++) {
  for (const part of ['a', 'b', 'c'])
    optimizer.critic.minimize(() => criticLoss(random.stream(part).at(step)), false, critic);
  const generatorLoss = () => tf.neg(tf.mean(apply(critic, fakes(random.stream('g').at(step)))));
  optimizer.generator.minimize(generatorLoss, false, generator);
}

const probes = tf.tidy(() => reals(random.stream('probes').at(0)));
const error = checkGradients((...weights) => penalty(weights, probes), critic);
console.log(
  `gradient of the penalty after ${steps} steps: off by ${(error * 100).toFixed(2)} % from finite differences`,
);
