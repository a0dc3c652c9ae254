import * as tf from '@tensorflow/tfjs-core';
import { firFilter, inputGradient, squaredNorm, upsampleNearest } from '@ganreg/numerics';
import { numbers } from '../../../bench/table/inputs.ts';

// A generator and a discriminator that between them use every kind of layer, with smooth activations only.
// Restated in scripts/fixtures/second_order.py.

export const shapes = {
  'theta/dense': [4, 16],
  'theta/up1': [4, 4, 3, 4],
  'theta/scale': [3],
  'theta/shift': [3],
  'theta/up2': [3, 3, 2, 3],
  'theta/last': [3, 3, 2, 2],
  'phi/first': [4, 4, 2, 3],
  'phi/bias': [3],
  'phi/skip': [1, 1, 2, 3],
  'phi/second': [3, 3, 3, 4],
  'phi/scale': [4],
  'phi/third': [3, 3, 4, 3],
  'phi/dense': [12, 1],
} as const satisfies Record<string, readonly number[]>;

export type Name = keyof typeof shapes;
export type Parameters = Readonly<Record<Name, tf.Tensor>>;
export interface Batch {
  readonly latents: tf.Tensor2D;
  readonly images: tf.Tensor4D;
}

const names = Object.keys(shapes) as Name[];
export const phi = names.filter((name) => name.startsWith('phi'));
export const theta = names.filter((name) => name.startsWith('theta'));

export const parametersOf = (): Parameters =>
  Object.fromEntries(names.map((name) => [name, make(name, [...shapes[name]])])) as Record<Name, tf.Tensor>;
export const batchOf = (): Batch => ({ latents: make('latents', [2, 4]), images: make('images', [2, 8, 8, 2]) });
const make = <R extends tf.Rank>(name: string, shape: tf.ShapeMap[R]): tf.Tensor<R> =>
  tf.tensor(numbers(name, { shape, kind: 'plain' }), shape);

const silu = <T extends tf.Tensor>(x: T): T => tf.mul(x, tf.sigmoid(x));
const smooth = (x: tf.Tensor4D): tf.Tensor4D => firFilter(x, [1 / 8, 3 / 8, 3 / 8, 1 / 8], 2, 1);
const filter = (tensor: tf.Tensor): tf.Tensor4D => tensor as tf.Tensor4D;

function normalise(x: tf.Tensor4D, axes: number[], scale: tf.Tensor): tf.Tensor4D {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-3))), scale);
}

export function generate(p: Parameters, latents: tf.Tensor2D): tf.Tensor4D {
  const first = silu(tf.reshape(tf.matMul(latents, p['theta/dense'] as tf.Tensor2D), [2, 2, 2, 4])) as tf.Tensor4D;
  const up = tf.conv2dTranspose(first, filter(p['theta/up1']), [2, 4, 4, 3], 2, 'same');
  const second: tf.Tensor4D = silu(tf.add(normalise(up, [0, 1, 2], p['theta/scale']), p['theta/shift']));
  const third = tf.conv2dTranspose(second, filter(p['theta/up2']), [2, 4, 4, 2], 1, 'same');
  return tf.tanh(tf.conv2d(smooth(upsampleNearest(third)), filter(p['theta/last']), 1, 'same'));
}

export function judge(p: Parameters, images: tf.Tensor4D): tf.Tensor2D {
  const first: tf.Tensor4D = silu(tf.add(tf.conv2d(images, filter(p['phi/first']), 2, 'same'), p['phi/bias']));
  const skip = tf.conv2d(tf.avgPool(images, 2, 2, 'valid'), filter(p['phi/skip']), 1, 'same');
  const joined: tf.Tensor4D = tf.add(first, skip);
  const second = silu(normalise(tf.conv2d(joined, filter(p['phi/second']), 1, 'same'), [1, 2], p['phi/scale']));
  const third = silu(tf.conv2d(smooth(second), filter(p['phi/third']), 2, 'same'));
  return tf.matMul(tf.reshape(third, [2, 12]), p['phi/dense']);
}

type Quantity = (p: Parameters, batch: Batch) => tf.Scalar;

const discriminatorLoss: Quantity = (p, { latents, images }) =>
  tf.add(
    tf.mean(tf.softplus(tf.neg(judge(p, images)))),
    tf.mean<tf.Scalar>(tf.softplus(judge(p, generate(p, latents)))),
  );
const generatorLoss: Quantity = (p, { latents }) => tf.mean(tf.softplus(tf.neg(judge(p, generate(p, latents)))));

/** E‖∇ₓD‖² on real images (Mescheder et al., 2018), from the verdict that was computed already. */
const r1: Quantity = (p, { images }) => tf.mean(tf.sum(tf.square(inputGradient(judge(p, images), images)), [1, 2, 3]));

/** (‖∇ₓD‖ - 1)² between real and fake (Gulrajani et al., 2017). */
const wganGp: Quantity = (p, { latents, images }) => {
  const between: tf.Tensor4D = tf.add(tf.mul(images, 0.3), tf.mul(generate(p, latents), 0.7));
  const gradient = inputGradient(judge(p, between), between);
  const lengths = tf.sqrt(tf.add(tf.sum(tf.square(gradient), [1, 2, 3]), 1e-6));
  return tf.mean(tf.square(tf.sub(lengths, 1)));
};

/** Mean length of the gradient of a projection of the images in the latents, as in StyleGAN2's path length. */
const pathLength: Quantity = (p, { latents, images }) => {
  const gradient = inputGradient(tf.sum(tf.mul(generate(p, latents), images)), latents);
  return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(gradient), 1), 1e-6)));
};

/** ‖∇φ L_D‖², the term of AdvAs (Xiao et al., 2020). */
const advas: Quantity = (p, batch) => {
  const gradients = tf.grads((...values) =>
    discriminatorLoss({ ...p, ...Object.fromEntries(phi.map((name, at) => [name, values[at]])) } as Parameters, batch),
  );
  return squaredNorm(gradients(phi.map((name) => p[name])));
};

/** Each quantity and the parameters in which it is differentiated. */
export const quantities: Readonly<Record<string, readonly [Quantity, readonly Name[]]>> = {
  'discriminatorLoss in phi': [discriminatorLoss, phi],
  'generatorLoss in theta': [generatorLoss, theta],
  'r1 in phi': [r1, phi],
  'wganGp in phi': [wganGp, phi],
  'wganGp in theta': [wganGp, theta],
  'pathLength in theta': [pathLength, theta],
  'advas in theta': [advas, theta],
  'advas in phi': [advas, phi],
};
