import * as tf from '@tensorflow/tfjs-core';
import { defineGradient, runKernel } from './define.ts';

/** Kernels that are linear in `dy` only: their derivative in `dy` is the forward kernel, in the image zero. */
function defineAdjoint(
  kernel: string,
  image: string,
  forward: (ddx: tf.Tensor, dy: tf.Tensor, attributes: never) => tf.Tensor,
): void {
  defineGradient(kernel, ['dy', image], (ddx, inputs, attributes) => {
    const { dy, [image]: x } = inputs;
    if (!dy || !x) throw new TypeError(`${kernel} takes dy and ${image}`);
    return { dy: () => forward(ddx, dy, attributes), [image]: () => tf.zeros(x.shape) };
  });
}

/** Second derivatives of average pooling and of image resizing, for which stock tfjs throws. */
export function installResamplingGradients(): void {
  defineAdjoint('AvgPoolGrad', 'input', (ddx, _, { filterSize, strides, pad }: tf.AvgPoolGradAttrs) =>
    runKernel('AvgPool', { x: ddx }, { filterSize, strides, pad }),
  );
  for (const kernel of ['ResizeNearestNeighbor', 'ResizeBilinear'])
    defineAdjoint(`${kernel}Grad`, 'images', (ddx, dy, attributes: tf.ResizeBilinearAttrs) =>
      runKernel(kernel, { images: ddx }, { ...attributes, size: dy.shape.slice(1, 3) }),
    );
}
