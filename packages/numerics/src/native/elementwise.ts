import * as tf from '@tensorflow/tfjs-core';
import { planBroadcast } from './broadcast.ts';
import { overlayKernel } from './overlay.ts';

type Pair = Readonly<Record<'a' | 'b', tf.TensorInfo>>;
type Single = Readonly<Record<'x', tf.TensorInfo>>;

/** In the order of `combineOne` and `applyOne` in the addon. */
const binaryNames = ['Add', 'Sub', 'Multiply', 'RealDiv', 'SquaredDifference'];
const unaryNames = ['Relu', 'LeakyRelu', 'Step', 'Square', 'Sqrt', 'Rsqrt', 'Neg', 'Tanh'];

/** Sums, products and the like with broadcasting, and activations, of floats. */
export function overlayElementwise(): void {
  for (const [operation, name] of binaryNames.entries())
    overlayKernel<Pair, object>(name, ({ a, b }) => {
      if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
      const at = planBroadcast(a.shape, b.shape);
      return at && { kernel: 'combine', shape: at.shape, inputs: [a, b], numbers: [operation, ...at.numbers] };
    });
  for (const [operation, name] of unaryNames.entries())
    overlayKernel<Single, { readonly alpha?: number } | undefined>(name, ({ x }, attributes) => {
      if (x.dtype !== 'float32') return undefined;
      const numbers = [operation, tf.util.sizeFromShape(x.shape), attributes?.alpha ?? 0];
      return { kernel: 'apply', shape: x.shape, inputs: [x], numbers };
    });
}
