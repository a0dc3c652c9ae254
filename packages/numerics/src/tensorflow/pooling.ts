import * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './kernel.ts';
import { asPaddings, borderOf, type Border } from './window.ts';

type PoolAttributes = Pick<tf.AvgPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

/**
 * Poolings and their gradients with a border given in numbers, which tfjs-node refuses: the image is padded first. A
 * border never wins a maximum, and does not count in an average.
 */
export function installPooling(): void {
  type Input = { readonly x: tf.Tensor };
  replaceKernel<Input, PoolAttributes>('MaxPool', (stock) => (call) => {
    const { x } = call.inputs;
    if (isNamed(call.attrs)) return stock(call);
    return stock({ ...call, inputs: { x: lowest(x, borderAt(x, call.attrs)) }, attrs: inside(call.attrs) });
  });
  replaceKernel<Input, PoolAttributes>('AvgPool', (stock) => (call) => {
    const { x } = call.inputs;
    if (isNamed(call.attrs)) return stock(call);
    const attrs = inside(call.attrs);
    const mean = (image: tf.Tensor): tf.Tensor => stock({ ...call, inputs: { x: image }, attrs });
    const paddings = asPaddings(borderAt(x, call.attrs));
    return tf.div(mean(tf.pad(x, paddings)), mean(tf.pad(tf.onesLike(x), paddings)));
  });
  replaceKernel<{ readonly dy: tf.Tensor; readonly input: tf.Tensor; readonly output: tf.Tensor }, PoolAttributes>(
    'MaxPoolGrad',
    (stock) => (call) => {
      const { dy, input, output } = call.inputs;
      if (isNamed(call.attrs)) return stock(call);
      const border = borderAt(input, call.attrs);
      const padded = lowest(input, border);
      return crop(stock({ ...call, inputs: { dy, input: padded, output }, attrs: inside(call.attrs) }), border, input);
    },
  );
  replaceKernel<{ readonly dy: tf.Tensor; readonly input: tf.Tensor }, PoolAttributes>(
    'AvgPoolGrad',
    (stock) => (call) => {
      const { dy, input } = call.inputs;
      if (isNamed(call.attrs)) return stock(call);
      const border = borderAt(input, call.attrs);
      const attrs = inside(call.attrs);
      const ones = tf.pad(tf.onesLike(input), asPaddings(border));
      const share = tf.avgPool(ones as tf.Tensor4D, attrs.filterSize, attrs.strides, 'valid');
      return crop(stock({ ...call, inputs: { dy: tf.div(dy, share), input: ones }, attrs }), border, input);
    },
  );
}

const isNamed = ({ pad }: PoolAttributes): boolean => typeof pad === 'string';

const inside = <A extends PoolAttributes>(attrs: A): A => ({ ...attrs, pad: 'valid', dimRoundingMode: undefined });

const lowest = (x: tf.Tensor, border: Border): tf.Tensor => tf.pad(x, asPaddings(border), Number.NEGATIVE_INFINITY);

function crop(x: tf.Tensor, { top, left }: Border, like: tf.Tensor): tf.Tensor {
  return tf.slice(x, [0, top, left, 0], like.shape);
}

function borderAt(x: tf.Tensor, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): Border {
  const shape = x.shape as [number, number, number, number];
  return borderOf(tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode));
}
