import * as tf from '@tensorflow/tfjs-core';
import { overlayKernel, type NativeCall } from './overlay.ts';

type Inputs<Name extends string> = Readonly<Record<Name, tf.TensorInfo>>;

/** In the order of channels.h in the addon. */
const channelOperations = ['BiasLeakyRelu', 'BiasLeakyReluGradient', 'ScaleAndShift'] as const;

function perChannel(
  operation: (typeof channelOperations)[number],
  [x, by, a, b]: readonly [x: tf.TensorInfo, by: tf.TensorInfo, a: tf.TensorInfo, b: tf.TensorInfo],
  slope = 0,
): NativeCall {
  const channels = x.shape.at(-1) ?? 1;
  const rows = tf.util.sizeFromShape(x.shape) / channels;
  const numbers = [channelOperations.indexOf(operation), rows, channels, slope];
  return { kernel: 'perChannel', shape: x.shape, inputs: [x, by, a, b], numbers };
}

/** Operations with one number for each channel, the last axis, in one pass; names that `wasm` does not know. */
export function overlayPerChannel(): void {
  overlayKernel<Inputs<'x' | 'bias'>, { readonly slope: number }>('BiasLeakyRelu', ({ x, bias }, { slope }) =>
    perChannel('BiasLeakyRelu', [x, x, bias, bias], slope),
  );
  overlayKernel<Inputs<'dy' | 'x' | 'bias'>, { readonly slope: number }>(
    'BiasLeakyReluGradient',
    ({ dy, x, bias }, { slope }) => perChannel('BiasLeakyReluGradient', [dy, x, bias, bias], slope),
  );
  overlayKernel<Inputs<'x' | 'scale' | 'shift'>, object>('ScaleAndShift', ({ x, scale, shift }) =>
    perChannel('ScaleAndShift', [x, x, scale, shift]),
  );
}
