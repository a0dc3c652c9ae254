import * as tf from '@tensorflow/tfjs-core';
import { ShapeBackend } from './backend.ts';
import { rules, type Call, type Given } from './rules.ts';

/** The name under which the engine without numbers is registered while shapes are traced. */
export const shapesName = 'ganreg-shapes';

type Inputs = Readonly<Record<string, tf.TensorInfo>> | readonly tf.TensorInfo[];

const backendOf = (backend: unknown): ShapeBackend => {
  if (!(backend instanceof ShapeBackend)) throw new TypeError(`${shapesName} is another backend`);
  return backend;
};

const callOf = (inputs: Inputs, attributes: unknown): Call => ({
  input: (name) => {
    const found: unknown = Reflect.get(inputs, name);
    if (found === undefined) throw new Error(`a kernel without its input ${name}`);
    return found as Given;
  },
  list: Object.values(inputs),
  attributes: (attributes ?? {}) as Call['attributes'],
});

/** Kernels that give out the buffer that they were given. */
const shared: Readonly<Record<string, (call: Call) => readonly number[]>> = {
  Identity: ({ input }) => input('x').shape,
  Reshape: ({ input, attributes }) =>
    tf.util.inferFromImplicitShape(attributes['shape'] as number[], tf.util.sizeFromShape(input('x').shape)),
  ExpandDims: ({ input, attributes }) => {
    const { shape } = input('input');
    const dim = Number(attributes['dim']);
    return shape.toSpliced(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
  },
};

/** Registers a kernel for every rule. Idempotent. */
export const registerShapeKernels = (): void => {
  if ((tf.getKernel('Identity', shapesName) as tf.KernelConfig | undefined) !== undefined) return;
  for (const [kernelName, shapeOf] of Object.entries(shared)) {
    tf.registerKernel({
      kernelName,
      backendName: shapesName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const given = inputs as unknown as Readonly<Record<string, tf.TensorInfo>>;
        const x = given['x'] ?? given['input'];
        if (x === undefined) throw new Error(`${kernelName} without its input`);
        backendOf(backend).incRef(x.dataId);
        return { dataId: x.dataId, dtype: x.dtype, shape: [...shapeOf(callOf(given, attrs))] };
      },
    });
  }
  for (const [kernelName, rule] of Object.entries(rules)) {
    tf.registerKernel({
      kernelName,
      backendName: shapesName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const shapes = backendOf(backend);
        const made = rule(callOf(inputs as unknown as Inputs, attrs));
        return 'shape' in made
          ? shapes.make(made.shape, made.dtype)
          : made.map(({ shape, dtype }) => shapes.make(shape, dtype));
      },
    });
  }
};
