import * as tf from '@tensorflow/tfjs-core';

const product = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);

/** Multiply-adds of one kernel, of those that multiply matrices or filters. */
const macsOf = (
  name: string,
  inputs: tf.NamedTensorMap,
  output: readonly number[],
  filterShape: readonly number[],
): number => {
  const shape = (input: string): readonly number[] => inputs[input]?.shape ?? [];
  switch (name) {
    case 'Conv2D':
      return product(output) * product(shape('filter').slice(0, 3));
    case 'Conv2DBackpropInput':
      return product(shape('dy')) * product(shape('filter').slice(0, 3));
    case 'Conv2DBackpropFilter':
      return product(shape('dy')) * product(filterShape.slice(0, 3));
    case 'DepthwiseConv2dNative':
      return product(output) * product(shape('filter').slice(0, 2));
    case 'BatchMatMul':
      // m·k · k·n · m·n is the square of m·k·n, however the factors are transposed; each holds every matrix of a batch
      return Math.sqrt((product(shape('a')) * product(shape('b')) * product(output)) / product(output.slice(0, -2)));
    default:
      return 0;
  }
};

/** Multiply-adds of every convolution, filter and matrix product that `body` runs. */
export const countMacs = async (body: () => void | Promise<unknown>): Promise<number> => {
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  let total = 0;
  engine.runKernel = (name, inputs, attributes) => {
    const result = original<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
    const { filterShape = [] } = (attributes ?? {}) as { filterShape?: readonly number[] };
    total += macsOf(name, inputs, Array.isArray(result) ? [] : result.shape, filterShape);
    return result as never;
  };
  try {
    await body();
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
  return total;
};
