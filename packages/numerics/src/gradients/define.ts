import * as tf from '@tensorflow/tfjs-core';

type Gradients = Readonly<Record<string, () => tf.Tensor>>;

/**
 * Registers the gradient of a kernel in place of the one tfjs brings.
 *
 * Only inputs can be saved. tfjs puts the clone of a saved *output* on the tape before the operation's own node,
 * so that whatever is computed from it loses its path to the inputs: second derivatives silently drop terms
 * (tensorflow/tfjs#3252). A gradient that needs its output recomputes it.
 *
 * @param saved names of the kernel's inputs that the gradient needs
 * @param gradient from the output's gradient, the saved inputs and the attributes (of the kernel's own type) to each input's gradient
 */
export function defineGradient<const Saved extends readonly string[]>(
  kernelName: string,
  saved: Saved,
  gradient: (dy: tf.Tensor, inputs: Readonly<Record<Saved[number], tf.Tensor>>, attributes: never) => Gradients,
): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: [...saved],
    gradFunc: (dy, tensors, attributes) => {
      if (Array.isArray(dy)) throw new TypeError(`${kernelName} has one output`);
      const inputs = Object.fromEntries(saved.map((name, index) => [name, tensors[index]]));
      // tfjs types attributes and saved tensors loosely; their names are this kernel's, by registration
      return gradient(dy, inputs as Record<Saved[number], tf.Tensor>, attributes as never);
    },
  });
}

/** Runs a kernel of the current engine on the tape, for kernels without an operation of their own. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: object = {},
): tf.Tensor {
  return tf.engine().runKernel(name, { ...inputs }, { ...attributes });
}
