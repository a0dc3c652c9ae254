import * as tf from '@tensorflow/tfjs-core';
import { keepAgainstStock } from './keep.ts';

type Gradients = Readonly<Record<string, () => tf.Tensor>>;

/**
 * Registers the gradient of a kernel in place of the one tfjs brings.
 *
 * Only inputs can be saved. tfjs puts the clone of a saved *output* on the tape before the operation's own node,
 * so that whatever is computed from it loses its path to the inputs: second derivatives silently drop terms
 * (tensorflow/tfjs#3252). A gradient that needs its output recomputes it.
 *
 * @param saved names of the kernel's inputs that the gradient needs
 * @param gradient from the output's gradient, the saved inputs and the attributes (of the kernel's own type) to each
 *   input's gradient
 */
export function defineGradient<const Saved extends readonly string[]>(
  kernelName: string,
  saved: Saved,
  gradient: (dy: tf.Tensor, inputs: Readonly<Record<Saved[number], tf.Tensor>>, attributes: never) => Gradients,
): void {
  defineRawGradient({
    kernelName,
    inputsToSave: [...saved],
    gradFunc: (dy, tensors, attributes) => {
      if (Array.isArray(dy)) throw new TypeError(`${kernelName} has one output`);
      const inputs = Object.fromEntries(saved.map((name, index) => [name, tensors[index]]));
      // tfjs types attributes and saved tensors loosely; their names are this kernel's, by registration
      const gradients = gradient(dy, inputs as Record<Saved[number], tf.Tensor>, attributes as never);
      return ownTensors(gradients, dy);
    },
  });
}

/** The same for a kernel whose inputs are a list; they are all saved. */
export function defineListGradient(
  kernelName: string,
  gradient: (dy: tf.Tensor, inputs: readonly tf.Tensor[], attributes: never) => readonly (() => tf.Tensor)[],
): void {
  defineRawGradient({
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, tensors, attributes) => {
      if (Array.isArray(dy)) throw new TypeError(`${kernelName} has one output`);
      const gradients = gradient(dy, tensors, attributes as never);
      return ownTensors(Object.fromEntries(gradients.entries()), dy);
    },
  });
}

function defineRawGradient(config: tf.GradConfig): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(keepAgainstStock(config));
}

/** tfjs disposes gradients that it adds up, so none may be the very tensor that came in. */
function ownTensors(gradients: Gradients, dy: tf.Tensor): tf.NamedTensorMap & Gradients {
  const owned = Object.entries(gradients).map(([name, make]) => [
    name,
    () => {
      const gradient = make();
      return gradient === dy ? tf.clone(gradient) : gradient;
    },
  ]);
  return Object.fromEntries(owned) as tf.NamedTensorMap & Gradients;
}

/** Runs a kernel of the current engine on the tape, for kernels without an operation of their own. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: object = {},
): tf.Tensor {
  return tf.engine().runKernel(name, { ...inputs }, { ...attributes });
}
