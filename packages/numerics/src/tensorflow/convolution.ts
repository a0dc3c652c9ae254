import * as tf from '@tensorflow/tfjs-core';
import { insertZeros, keepEvery } from '../gradients/dilation.ts';
import { every } from '../gradients/spacing.ts';
import { convolutionAttributes, type Geometry } from './convolution-attributes.ts';
import { replaceKernel } from './kernel.ts';
import { asPaddings, borderOf } from './window.ts';

const shapeTensor = (shape: number[]): tf.Tensor => tf.tensor1d(shape, 'int32');

/**
 * Convolutions and their gradients with a border given in numbers, which tfjs-node refuses; and depthwise ones with
 * dilations or unequal steps, which TensorFlow computes only where it has oneDNN.
 */
export function installConvolutions(): void {
  for (const op of ['Conv2D', 'DepthwiseConv2dNative']) {
    installForward(op);
    installToInput(op);
    installToFilter(op);
  }
}

function installForward(op: string): void {
  type Inputs = { readonly x: tf.Tensor; readonly filter: tf.Tensor };
  replaceKernel<Inputs, Geometry>(op, (stock) => ({ inputs: { x, filter }, attrs, backend }) => {
    const { at: dense, down, across } = withoutDilation(op, attrs);
    const spread = insertZeros(filter, down, across);
    const { at, thin } = withEqualSteps(op, dense, x, spread);
    if (isNamed(at)) return stock({ inputs: { x, filter: spread }, attrs: at, backend });
    const sizes = { input: x.shape, filter: spread.shape, depthwise: isDepthwise(op) };
    return thin(backend.executeSingleOutput(op, convolutionAttributes(backend, sizes, at), [x, spread]));
  });
}

function installToInput(op: string): void {
  type Inputs = { readonly dy: tf.Tensor; readonly filter: tf.Tensor };
  type Attributes = Geometry & { readonly inputShape: number[] };
  const name = `${op}BackpropInput`;
  replaceKernel<Inputs, Attributes>(name, (stock) => ({ inputs: { dy, filter }, attrs, backend }) => {
    const { at, down, across } = withoutDilation(op, attrs);
    const spread = insertZeros(filter, down, across);
    if (isNamed(at)) return stock({ inputs: { dy, filter: spread }, attrs: at, backend });
    const sizes = { input: attrs.inputShape, filter: spread.shape, depthwise: isDepthwise(op) };
    const operands = [shapeTensor(attrs.inputShape), spread, dy];
    return backend.executeSingleOutput(name, convolutionAttributes(backend, sizes, at), operands);
  });
}

function installToFilter(op: string): void {
  type Inputs = { readonly x: tf.Tensor; readonly dy: tf.Tensor };
  type Attributes = Geometry & { readonly filterShape: number[] };
  const name = `${op}BackpropFilter`;
  replaceKernel<Inputs, Attributes>(name, (stock) => ({ inputs: { x, dy }, attrs, backend }) => {
    const { at, down, across } = withoutDilation(op, attrs);
    const [height = 1, width = 1, ...channels] = attrs.filterShape;
    const filterShape = [(height - 1) * down + 1, (width - 1) * across + 1, ...channels];
    if (isNamed(at))
      return keepEvery(stock({ inputs: { x, dy }, attrs: { ...at, filterShape }, backend }), down, across);
    const sizes = { input: x.shape, filter: filterShape, depthwise: isDepthwise(op) };
    const attributes = convolutionAttributes(backend, sizes, at);
    return keepEvery(backend.executeSingleOutput(name, attributes, [x, shapeTensor(filterShape), dy]), down, across);
  });
}

const isDepthwise = (op: string): boolean => op !== 'Conv2D';

const isNamed = ({ pad }: Geometry): boolean => typeof pad === 'string';

/** Dilations of a depthwise convolution become zeros between the filter's taps; an ordinary one keeps its own. */
function withoutDilation<At extends Geometry>(op: string, at: At): { at: At; down: number; across: number } {
  const { dilations = 1 } = at;
  const [down, across] = typeof dilations === 'number' ? [dilations, dilations] : dilations;
  if (!isDepthwise(op) || (down === 1 && across === 1)) return { at, down: 1, across: 1 };
  return { at: { ...at, dilations: 1 }, down, across };
}

/** Unequal steps of a depthwise convolution become single ones, of whose results every so manyth is kept. */
function withEqualSteps(
  op: string,
  at: Geometry,
  x: tf.Tensor,
  filter: tf.Tensor,
): { readonly at: Geometry; readonly thin: (dense: tf.Tensor) => tf.Tensor } {
  const [down, across] = typeof at.strides === 'number' ? [at.strides, at.strides] : at.strides;
  if (!isDepthwise(op) || down === across) return { at, thin: (dense) => dense };
  const { strides, pad, dimRoundingMode } = at;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    true,
  );
  const border = asPaddings(borderOf(info)) as tf.backend_util.ExplicitPadding;
  return {
    at: { ...at, strides: 1, pad: border },
    thin: (dense) => every(every(dense, 1, 0, down, info.outHeight), 2, 0, across, info.outWidth),
  };
}
