import * as tf from '@tensorflow/tfjs-core';
import { opAttributes } from './backend.ts';
import { replaceKernel } from './kernel.ts';

/** Gradients of image resizing, whose half-pixel centres tfjs-node forgets. */
export function installResizing(): void {
  type Inputs = { readonly images: tf.Tensor; readonly dy: tf.Tensor };
  type Attributes = { readonly alignCorners: boolean; readonly halfPixelCenters?: boolean };
  const attributesOf = ({ alignCorners, halfPixelCenters = false }: Attributes) => ({
    align_corners: alignCorners,
    half_pixel_centers: halfPixelCenters,
  });
  replaceKernel<Inputs, Attributes>('ResizeNearestNeighborGrad', () => ({ inputs: { images, dy }, attrs, backend }) => {
    const size = tf.tensor1d(images.shape.slice(1, 3), 'int32');
    return backend.executeSingleOutput('ResizeNearestNeighborGrad', opAttributes(backend, attributesOf(attrs)), [
      dy,
      size,
    ]);
  });
  replaceKernel<Inputs, Attributes>(
    'ResizeBilinearGrad',
    () =>
      ({ inputs: { images, dy }, attrs, backend }) =>
        backend.executeSingleOutput('ResizeBilinearGrad', opAttributes(backend, attributesOf(attrs)), [dy, images]),
  );
}
