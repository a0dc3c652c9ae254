import * as tf from '@tensorflow/tfjs-core';
import { firUp } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import * as ops from '@ganreg/numerics';
import { mapHead, pooledHead, unetDecoder, type Features } from '@ganreg/core';
import { featuresOf } from '../../../packages/core/src/models/features.ts';
import { shrink } from '../../../packages/core/src/models/heads/shrink.ts';
import { bound, difference, runHead, type Bound } from '../../support/bound.ts';
import { exactVariables, valuesOf } from '../../support/exact.ts';
import { tiny32 } from '../../support/stylegan2.ts';

let net: Bound;
beforeAll(async () => {
  net = await bound(tiny32.model);
});

const featuresNamed = (name: string): Features =>
  featuresOf(
    new Map(
      [...net.model.discriminator.taps].map(([side, channels]): [number, tf.Tensor4D] => [
        side,
        tf.tensor4d(valuesOf(`${name}/${side}`, 2 * side * side * channels), [2, side, side, channels]),
      ]),
    ),
    'the test',
  );

const mixed = (one: Features, other: Features, share: number): Features =>
  featuresOf(
    new Map(
      one.resolutions.map((side): [number, tf.Tensor4D] => [
        side,
        tf.add(tf.mul(one.at(side), share), tf.mul(other.at(side), 1 - share)),
      ]),
    ),
    'the test',
  );

describe('the decoder and its heads', () => {
  it.each([0.3, -1.5])('are affine: mixing features with share %d mixes outputs', (share) => {
    const [one, other] = [featuresNamed('one'), featuresNamed('other')];
    const decoder = unetDecoder({ to: 16 });
    const features = mapHead({ name: 'features', at: 16, channels: 64 });
    const style = pooledHead({ name: 'style', at: 16, size: 64 });
    const outputs = (given: Features): readonly tf.Tensor[] => [
      runHead(decoder, net.model, given).at(16),
      runHead(features, net.model, given),
      runHead(style, net.model, given),
    ];
    const [first, second, third] = [outputs(one), outputs(other), outputs(mixed(one, other, share))];
    for (const [index, output] of third.entries()) {
      const expected = tf.add(tf.mul(first[index]!, share), tf.mul(second[index]!, 1 - share));
      expect(difference(output, expected)).toBeLessThan(3e-5);
    }
  });

  it('give the decoder’s first map by a 1×1 convolution before or after doubling, alike', () => {
    const given = featuresNamed('one');
    const parameters = exactVariables('head/unet-decoder', unetDecoder({ to: 8 }).parameters(net.model));
    const kernel = tf.div<tf.Tensor4D>(parameters.get('8/kernel')!, Math.sqrt(64));
    const after = tf.conv2d(firUp(given.at(4)), kernel, 1, 'valid');
    const before = firUp(tf.conv2d(given.at(4), kernel, 1, 'valid'));
    expect(difference(before, after)).toBeLessThan(1e-5);
    const bias = firUp(tf.add(tf.zeros<tf.Rank.R4>([2, 4, 4, 64]), parameters.get('8/bias')!));
    const map = runHead(unetDecoder({ to: 8 }), net.model, given).at(8);
    expect(difference(map, tf.add(before, bias))).toBeLessThan(1e-5);
  });

  it('give the style by mean then fully connected as by 1×1 convolution then mean', () => {
    const given = featuresNamed('one');
    const head = pooledHead({ name: 'generator-style', at: 8, size: 64 });
    const parameters = exactVariables('head/generator-style', head.parameters(net.model));
    const kernel = tf.reshape(tf.div(parameters.get('kernel')!, 8), [1, 1, 64, 64]) as tf.Tensor4D;
    const map = runHead(unetDecoder({ to: 8 }), net.model, given).at(8);
    const published = tf.mean(tf.add(tf.conv2d(map, kernel, 1, 'valid'), parameters.get('bias')!), [1, 2]);
    expect(difference(runHead(head, net.model, given), published)).toBeLessThan(1e-5);
  });

  it('reduce before the convolution as well as after', () => {
    const given = featuresNamed('one');
    const head = mapHead({ name: 'generator-features', at: 16, to: 8, channels: 32 });
    const whole = mapHead({ name: 'generator-features', at: 16, channels: 32 });
    const published = shrink({ tf, ops }, runHead(whole, net.model, given), 8);
    expect(difference(runHead(head, net.model, given), published)).toBeLessThan(1e-5);
  });
});

describe('reduction', () => {
  const map = (side: number): tf.Tensor4D => tf.tensor4d(valuesOf('map', 2 * side * side * 3), [2, side, side, 3]);

  /** Bilinear interpolation with pixel centres at half-integers, from its definition. */
  const bilinear = (values: tf.Tensor4D, to: number): tf.Tensor => {
    const side = values.shape[1];
    const weights = Array.from({ length: to }, (_, index) => {
      const centre = ((index + 0.5) * side) / to - 0.5;
      return Array.from({ length: side }, (__, at) => Math.max(0, 1 - Math.abs(at - centre)));
    });
    const matrix = tf.tensor2d(weights);
    const rows = tf.reshape(tf.matMul(matrix, tf.reshape(tf.transpose(values, [1, 0, 2, 3]), [side, -1])), [
      to,
      2,
      side,
      3,
    ]);
    const columns = tf.matMul(matrix, tf.reshape(tf.transpose(rows, [2, 1, 0, 3]), [side, -1]));
    return tf.transpose(tf.reshape(columns, [to, 2, to, 3]), [1, 2, 0, 3]);
  };

  it.each([
    [64, 32],
    [32, 8],
    [32, 4],
    [16, 16],
  ])('from %i to %i is bilinear with half-pixel centres', (from, to) => {
    expect(difference(shrink({ tf, ops }, map(from), to), bilinear(map(from), to))).toBeLessThan(1e-6);
  });

  it('from 64 to 32 has the gradient ¼ everywhere', () => {
    const slopes = tf.grad((x) => tf.sum(shrink({ tf, ops }, x as tf.Tensor4D, 32)))(map(64));
    expect(difference(slopes, tf.fill(slopes.shape, 0.25))).toBe(0);
  });
});
