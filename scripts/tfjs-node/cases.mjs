/** Deterministic values in [-1, 1): the same on every backend. */
function values(tf, shape, phase) {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, index) => Math.sin(1 + phase + index * 12.9898)),
    shape,
  );
}

const sumOfSquares = (tf, x) => tf.sum(tf.square(x));

/** Gradients of a sum of squares by `x [2,9,8,6]` and by a filter. */
const convolution = (filterShape, convolve) => (tf) => {
  const x = values(tf, [2, 9, 8, 6], 0);
  const filter = values(tf, filterShape, 1);
  const loss = (a, b) => sumOfSquares(tf, convolve(tf, a, b));
  return [convolve(tf, x, filter), ...tf.grads(loss)([x, filter])];
};

const ofImage = (f) => (tf) => {
  const x = values(tf, [2, 8, 8, 6], 2);
  return [f(tf, x), tf.grad((a) => sumOfSquares(tf, f(tf, a)))(x)];
};

/**
 * Each case computes a few tensors with the backend in force; two backends must agree on them.
 *
 * @type {Readonly<Record<string, (tf: object) => readonly object[]>>}
 */
export const CASES = {
  matMul: (tf) => [tf.matMul(values(tf, [17, 33], 0), values(tf, [33, 9], 1))],
  'matMul, both transposed': (tf) => [tf.matMul(values(tf, [33, 17], 0), values(tf, [9, 33], 1), true, true)],
  'matMul, batched': (tf) => [tf.matMul(values(tf, [3, 5, 7], 0), values(tf, [3, 7, 4], 1))],
  'conv2d same, with both gradients': convolution([3, 3, 6, 5], (tf, x, f) => tf.conv2d(x, f, 1, 'same')),
  'conv2d valid, with both gradients': convolution([4, 4, 6, 5], (tf, x, f) => tf.conv2d(x, f, 1, 'valid')),
  'conv2d stride 2, with both gradients': convolution([4, 4, 6, 5], (tf, x, f) => tf.conv2d(x, f, 2, 'same')),
  'conv2d dilation 2': (tf) => [
    tf.conv2d(values(tf, [2, 9, 8, 6], 0), values(tf, [3, 3, 6, 5], 1), 1, 'same', 'NHWC', 2),
  ],
  'conv2dTranspose stride 2': (tf) => [
    tf.conv2dTranspose(values(tf, [2, 4, 4, 6], 0), values(tf, [4, 4, 5, 6], 1), [2, 8, 8, 5], 2, 'same'),
  ],
  'depthwiseConv2d, with both gradients': convolution([3, 3, 6, 2], (tf, x, f) => tf.depthwiseConv2d(x, f, 1, 'same')),
  'avgPool, with its gradient': ofImage((tf, x) => tf.avgPool(x, 2, 2, 'same')),
  'maxPool, with its gradient': ofImage((tf, x) => tf.maxPool(x, 2, 2, 'same')),
  'resizeBilinear, with its gradient': ofImage((tf, x) => tf.image.resizeBilinear(x, [16, 16])),
  'batchNorm, with its gradient': ofImage((tf, x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const normalised = tf.batchNorm(x, mean, variance, tf.zerosLike(mean), tf.onesLike(mean), 1e-3);
    // Weighted, because the sum of squares of normalised values hardly depends on x.
    return tf.mul(normalised, values(tf, x.shape, 3));
  }),
  'activations, with their gradients': ofImage((tf, x) =>
    tf.concat([tf.leakyRelu(x, 0.2), tf.sigmoid(x), tf.tanh(x), tf.softplus(x), tf.elu(x), tf.selu(x)], -1),
  ),
  'softmax, logSoftmax': (tf) => [tf.softmax(values(tf, [5, 7], 0)), tf.logSoftmax(values(tf, [5, 7], 0))],
  'gather, with its gradient': (tf) => {
    const index = tf.tensor1d([3, 0, 3, 1], 'int32');
    const x = values(tf, [4, 5], 0);
    return [tf.gather(x, index), tf.grad((a) => sumOfSquares(tf, tf.gather(a, index)))(x)];
  },
  topk: (tf) => [tf.topk(values(tf, [3, 9], 0), 4).values],
  'slice, pad, concat, tile': (tf) => {
    const x = values(tf, [3, 4, 5], 0);
    return [
      tf.slice(x, [1, 0, 2], [2, 3, 3]),
      tf.pad(x, [
        [1, 0],
        [0, 2],
        [1, 1],
      ]),
      tf.concat([x, x], 1),
      tf.tile(x, [2, 1, 3]),
    ];
  },
};
