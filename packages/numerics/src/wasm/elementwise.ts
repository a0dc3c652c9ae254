import type * as tf from '@tensorflow/tfjs-core';
import { constant, replaceKernel, run, withTemporaries } from './kernel.ts';

type Inputs = Readonly<Record<'x', tf.TensorInfo>>;

/** Activations out of vectorised kernels; stock computes them one number at a time, eight to ten times slower. */
export function installElementwise(): void {
  replaceKernel<Inputs, tf.LeakyReluAttrs>(
    'LeakyRelu',
    () =>
      ({ inputs, attrs, backend }) =>
        withTemporaries(backend, (temporary) =>
          run(backend, 'Multiply', { a: inputs.x, b: temporary(run(backend, 'Step', inputs, { alpha: attrs.alpha })) }),
        ),
  );
  // tanh x = 2 sigmoid(2x) - 1
  replaceKernel<Inputs, object>(
    'Tanh',
    () =>
      ({ inputs, backend }) =>
        withTemporaries(backend, (temporary) => {
          const two = constant(backend, 2);
          const doubled = temporary(run(backend, 'Multiply', { a: inputs.x, b: two }));
          const sigmoid = temporary(run(backend, 'Sigmoid', { x: doubled }));
          const stretched = temporary(run(backend, 'Multiply', { a: sigmoid, b: two }));
          return run(backend, 'Sub', { a: stretched, b: constant(backend, 1) });
        }),
  );
}
