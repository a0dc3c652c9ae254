import * as tf from '@tensorflow/tfjs-core';

/** How often each kernel runs, by name, while `body` runs; kernels inside composite kernels are not counted. */
export function countKernels(body: () => void): Record<string, number> {
  const engine = tf.engine();
  const counts: Record<string, number> = {};
  const hidden = Object.getOwnPropertyDescriptor(engine, 'runKernel');
  const original = engine.runKernel.bind(engine);
  // an own property hides the method of the prototype for as long as it is there
  engine.runKernel = (name, inputs, attributes) => {
    counts[name] = (counts[name] ?? 0) + 1;
    return original(name, inputs, attributes);
  };
  try {
    body();
  } finally {
    if (hidden) Object.defineProperty(engine, 'runKernel', hidden);
    else Reflect.deleteProperty(engine, 'runKernel');
  }
  return counts;
}
