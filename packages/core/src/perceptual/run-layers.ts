import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { frozenConvolution, type FrozenLayer } from './frozen-convolution.ts';
import type { ConvolutionLayer, Layer } from './network-format.ts';

/** What each layer makes of `image`, by name: computed when first asked for, with only the layers it needs. */
export function runLayers(
  layers: readonly Layer[],
  weights: ReadonlyMap<string, FrozenLayer>,
  image: Tensor4D,
): (name: string) => Tensor4D {
  const outputs = new Map<string, Tensor4D>([['image', image]]);
  const output = (name: string): Tensor4D => {
    const known = outputs.get(name);
    if (known !== undefined) return known;
    const layer = layers.find((candidate) => candidate.name === name);
    if (layer === undefined) throw new RangeError(`the network has no layer "${name}"`);
    const computed = run(layer, layer.from.map(output), weights);
    outputs.set(name, computed);
    return computed;
  };
  return output;
}

function run(layer: Layer, inputs: readonly Tensor4D[], weights: ReadonlyMap<string, FrozenLayer>): Tensor4D {
  const [first] = inputs;
  if (first === undefined) throw new RangeError(`layer "${layer.name}" reads nothing`);
  switch (layer.op) {
    case 'convolution':
    case 'depthwise':
      return convolve(layer, first, weights.get(layer.name));
    case 'max-pool':
      return tf.maxPool(first, layer.size, layer.stride, layer.padding);
    case 'average-pool':
      return averagePool(first, layer.size, layer.stride, layer.padding);
    case 'concat':
      return tf.concat([...inputs], 3);
    default:
      return inputs.slice(1).reduce<Tensor4D>((sum, input) => tf.add(sum, input), first);
  }
}

function convolve(layer: ConvolutionLayer, x: Tensor4D, weights: FrozenLayer | undefined): Tensor4D {
  if (weights === undefined) throw new RangeError(`no weights for layer "${layer.name}"`);
  return frozenConvolution(x, layer, weights);
}

/** Border windows average what is inside the image only; written so that its gradient does, too (tfjs's own does not). */
function averagePool(x: Tensor4D, size: number, stride: number, padding: 'same' | 'valid'): Tensor4D {
  if (padding === 'valid') return tf.avgPool(x, size, stride, 'valid');
  if (stride !== 1 || size % 2 === 0)
    throw new RangeError('average pooling with padding "same" needs stride 1 and an odd size');
  const border = Math.floor(size / 2);
  const pad = (map: Tensor4D): Tensor4D =>
    tf.pad(map, [
      [0, 0],
      [border, border],
      [border, border],
      [0, 0],
    ]);
  const [, height, width] = x.shape;
  const inside = tf.avgPool(pad(tf.ones([1, height, width, 1])), size, 1, 'valid');
  return tf.div(tf.avgPool(pad(x), size, 1, 'valid'), inside);
}
