// How well features separate classes: softmax regression and k nearest neighbours on standardised features.
import * as tf from '@tensorflow/tfjs-core';

function standardised(train, test) {
  const { dimension } = train;
  const mean = new Float64Array(dimension);
  const deviation = new Float64Array(dimension);
  train.values.forEach((value, i) => (mean[i % dimension] += value / train.count));
  train.values.forEach((value, i) => (deviation[i % dimension] += (value - mean[i % dimension]) ** 2 / train.count));
  const scale = deviation.map((value) => 1 / Math.sqrt(value + 1e-8));
  return [train, test].map(({ values }) =>
    values.map((value, i) => (value - mean[i % dimension]) * scale[i % dimension]),
  );
}

const share = (predicted, labels) =>
  Number((predicted.filter((label, i) => label === labels[i]).length / labels.length).toFixed(3));

/** Test accuracy of softmax regression: 400 full-batch Adam steps, L2 of 1e-3. */
export function linearProbe(train, trainLabels, test, testLabels) {
  const [a, b] = standardised(train, test);
  const predicted = tf.tidy(() => {
    const x = tf.tensor2d(a, [train.count, train.dimension]);
    const target = tf.oneHot(tf.tensor1d([...trainLabels], 'int32'), 10);
    let weights = tf.zeros([train.dimension, 10]);
    let bias = tf.zeros([1, 10]);
    let moments = [tf.zerosLike(weights), tf.zerosLike(weights), tf.zerosLike(bias), tf.zerosLike(bias)];
    for (let step = 1; step <= 400; step++) {
      const next = tf.tidy(() => {
        const error = tf.div(tf.sub(tf.softmax(tf.add(tf.matMul(x, weights), bias)), target), train.count);
        const gradients = [tf.add(tf.matMul(x, error, true), tf.mul(weights, 1e-3)), tf.sum(error, 0, true)];
        const [m, v, mb, vb] = moments;
        const state = [
          tf.add(tf.mul(m, 0.9), tf.mul(gradients[0], 0.1)),
          tf.add(tf.mul(v, 0.999), tf.mul(tf.square(gradients[0]), 0.001)),
          tf.add(tf.mul(mb, 0.9), tf.mul(gradients[1], 0.1)),
          tf.add(tf.mul(vb, 0.999), tf.mul(tf.square(gradients[1]), 0.001)),
        ];
        const move = (value, first, second) =>
          tf.sub(
            value,
            tf.mul(
              0.01,
              tf.div(tf.div(first, 1 - 0.9 ** step), tf.add(tf.sqrt(tf.div(second, 1 - 0.999 ** step)), 1e-8)),
            ),
          );
        return [move(weights, state[0], state[1]), move(bias, state[2], state[3]), ...state];
      });
      tf.dispose([weights, bias, ...moments]);
      [weights, bias, ...moments] = next;
    }
    return Array.from(
      tf.argMax(tf.add(tf.matMul(tf.tensor2d(b, [test.count, test.dimension]), weights), bias), 1).dataSync(),
    );
  });
  return share(predicted, testLabels);
}

/** Test accuracy of a vote among the k nearest training images. */
export function nearestProbe(train, trainLabels, test, testLabels, k) {
  const [a, b] = standardised(train, test);
  const { dimension } = train;
  const predicted = Array.from({ length: test.count }, (_, i) => {
    const distances = new Float64Array(train.count);
    for (let j = 0; j < train.count; j++) {
      let sum = 0;
      for (let c = 0; c < dimension; c++) sum += (a[j * dimension + c] - b[i * dimension + c]) ** 2;
      distances[j] = sum;
    }
    const nearest = [...distances.keys()].sort((left, right) => distances[left] - distances[right]).slice(0, k);
    const votes = Array.from({ length: 10 }, () => 0);
    for (const j of nearest) votes[trainLabels[j]]++;
    return votes.indexOf(Math.max(...votes));
  });
  return share(predicted, testLabels);
}
