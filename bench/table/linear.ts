import * as tf from '@tensorflow/tfjs-core';
import { distinct, group, plain } from './case.ts';

export const products = group('products', {
  matMul: [[plain(3, 4), plain(4, 5)], (a, b) => tf.matMul(a, b)],
  'matMul, first transposed': [[plain(4, 3), plain(4, 5)], (a, b) => tf.matMul(a, b, true)],
  'matMul, second transposed': [[plain(3, 4), plain(5, 4)], (a, b) => tf.matMul(a, b, false, true)],
  'matMul, both transposed': [[plain(4, 3), plain(5, 4)], (a, b) => tf.matMul(a, b, true, true)],
  'matMul, batches': [[plain(2, 3, 4), plain(2, 4, 5)], (a, b) => tf.matMul(a, b)],
  'matMul, batches by one': [[plain(2, 3, 4), plain(1, 4, 5)], (a, b) => tf.matMul(a, b)],
  'matMul, large batches': [[plain(2, 16, 17), plain(2, 17, 18)], (a, b) => tf.matMul(a, b)],
  'fused.matMul, linear': [[plain(3, 4), plain(4, 5), plain(5)], (a, b, bias) => tf.fused.matMul({ a, b, bias })],
  'fused.matMul, sigmoid': [
    [plain(3, 4), plain(4, 5), plain(5)],
    (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'sigmoid' }),
  ],
  'einsum ij,jk->ik': [[plain(3, 4), plain(4, 5)], (a, b) => tf.einsum('ij,jk->ik', a, b)],
  'einsum bij,bkj->bki': [[plain(2, 3, 4), plain(2, 5, 4)], (a, b) => tf.einsum('bij,bkj->bki', a, b)],
  'einsum ijk->ki': [[plain(2, 3, 4)], (a) => tf.einsum('ijk->ki', a)],
  'einsum ij,k->j': [[plain(2, 3), plain(4)], (a, b) => tf.einsum('ij,k->j', a, b)],
});

const image = plain(2, 6, 5, 3);
const border: [[number, number], [number, number], [number, number], [number, number]] = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];

export const convolutions = group('convolutions', {
  'conv2d, same': [[image, plain(3, 3, 3, 4)], (x, w) => tf.conv2d(x, w, 1, 'same')],
  'conv2d, valid': [[image, plain(3, 2, 3, 4)], (x, w) => tf.conv2d(x, w, 1, 'valid')],
  'conv2d, 1×1': [[image, plain(1, 1, 3, 4)], (x, w) => tf.conv2d(x, w, 1, 'same')],
  'conv2d, stride 2': [[image, plain(4, 4, 3, 2)], (x, w) => tf.conv2d(x, w, 2, 'same')],
  'conv2d, strides 2×1': [[image, plain(3, 3, 3, 2)], (x, w) => tf.conv2d(x, w, [2, 1], 'valid')],
  'conv2d, stride 3, small filter': [[image, plain(2, 2, 3, 2)], (x, w) => tf.conv2d(x, w, 3, 'same')],
  'conv2d, dilation 2': [[image, plain(3, 3, 3, 2)], (x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', 2)],
  'conv2d, explicit padding': [[image, plain(3, 3, 3, 2)], (x, w) => tf.conv2d(x, w, 2, border)],
  'conv2d, padding 2': [[image, plain(3, 3, 3, 2)], (x, w) => tf.conv2d(x, w, 1, 2, 'NHWC', 1, 'floor')],
  'conv2dTranspose, stride 1': [
    [image, plain(3, 3, 4, 3)],
    (x, w) => tf.conv2dTranspose(x, w, [2, 6, 5, 4], 1, 'same'),
  ],
  'conv2dTranspose, stride 2': [
    [image, plain(4, 4, 2, 3)],
    (x, w) => tf.conv2dTranspose(x, w, [2, 12, 10, 2], 2, 'same'),
  ],
  'conv2dTranspose, stride 2, valid': [
    [image, plain(3, 3, 2, 3)],
    (x, w) => tf.conv2dTranspose(x, w, [2, 13, 11, 2], 2, 'valid'),
  ],
  'fused.conv2d, linear': [
    [image, plain(3, 3, 3, 2), plain(2)],
    (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias }),
  ],
  depthwiseConv2d: [[image, plain(3, 3, 3, 1)], (x, w) => tf.depthwiseConv2d(x, w, 1, 'same')],
  'depthwiseConv2d, multiplier 2': [[image, plain(3, 3, 3, 2)], (x, w) => tf.depthwiseConv2d(x, w, 1, 'same')],
  'depthwiseConv2d, stride 2': [[image, plain(3, 3, 3, 2)], (x, w) => tf.depthwiseConv2d(x, w, 2, 'same')],
  'depthwiseConv2d, dilation 2': [
    [image, plain(2, 2, 3, 1)],
    (x, w) => tf.depthwiseConv2d(x, w, 1, 'valid', 'NHWC', 2),
  ],
  separableConv2d: [
    [image, plain(3, 3, 3, 1), plain(1, 1, 3, 2)],
    (x, depthwise, pointwise) => tf.separableConv2d(x, depthwise, pointwise, 1, 'same'),
  ],
});

const small = plain(2, 4, 5, 3);
const picture = distinct(2, 5, 3, 1);

export const resampling = group('pooling and resizing', {
  'avgPool, valid': [[image], (x) => tf.avgPool(x, 2, 2, 'valid')],
  'avgPool, same': [[image], (x) => tf.avgPool(x, 3, 2, 'same')],
  'avgPool, same, overlapping': [[image], (x) => tf.avgPool(x, 3, 1, 'same')],
  'maxPool, valid': [[picture], (x) => tf.maxPool(x, 2, 2, 'valid')],
  'maxPool, same, overlapping': [[picture], (x) => tf.maxPool(x, 3, 2, 'same')],
  'resizeNearestNeighbor, up': [[small], (x) => tf.image.resizeNearestNeighbor(x, [8, 10])],
  'resizeNearestNeighbor, down': [[small], (x) => tf.image.resizeNearestNeighbor(x, [2, 3])],
  'resizeNearestNeighbor, align corners': [[small], (x) => tf.image.resizeNearestNeighbor(x, [7, 9], true)],
  'resizeNearestNeighbor, half pixel': [[small], (x) => tf.image.resizeNearestNeighbor(x, [7, 3], false, true)],
  'resizeBilinear, up': [[small], (x) => tf.image.resizeBilinear(x, [8, 10])],
  'resizeBilinear, down': [[small], (x) => tf.image.resizeBilinear(x, [3, 2])],
  'resizeBilinear, align corners': [[small], (x) => tf.image.resizeBilinear(x, [7, 9], true)],
  'resizeBilinear, half pixel': [[small], (x) => tf.image.resizeBilinear(x, [7, 3], false, true)],
});
