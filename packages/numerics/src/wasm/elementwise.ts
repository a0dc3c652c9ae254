import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { constant, floats, replaceKernel, run, withTemporaries } from './kernel.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/** Activations out of vectorised kernels; stock computes them one number at a time, eight to ten times slower. */
export function installElementwise(): void {
  replaceKernel<Inputs, tf.LeakyReluAttrs>(
    'LeakyRelu',
    () => (call) => leakyRelu(call.backend, call.inputs, call.attrs),
  );
  replaceKernel<Inputs, object>(
    'Tanh',
    () =>
      ({ backend, inputs }) =>
        tanh(backend, inputs.x),
  );
}

function leakyRelu(backend: BackendWasm, { x }: Inputs, { alpha }: tf.LeakyReluAttrs): tf.TensorInfo {
  return withTemporaries(backend, (temporary) =>
    run(backend, 'Multiply', { a: x, b: temporary(run(backend, 'Step', { x }, { alpha })) }),
  );
}

/** 2 sigmoid(2x) - 1, which has no significant digits left near zero: there the first terms of the power series. */
function tanh(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const result = withTemporaries(backend, (temporary) => {
    const two = constant(backend, 2);
    const doubled = temporary(run(backend, 'Multiply', { a: x, b: two }));
    const sigmoid = temporary(run(backend, 'Sigmoid', { x: doubled }));
    const stretched = temporary(run(backend, 'Multiply', { a: sigmoid, b: two }));
    return run(backend, 'Sub', { a: stretched, b: constant(backend, 1) });
  });
  const input = floats(backend, x);
  const output = floats(backend, result);
  for (let at = 0; at < input.length; at++) {
    const value = input[at] ?? 0;
    if (value > -0.06 && value < 0.06) {
      const square = value * value;
      output[at] = value * (1 - square * (1 / 3 - square * (2 / 15)));
    }
  }
  return result;
}
