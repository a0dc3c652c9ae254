import type { Dataset, PerceptualDistance } from '@ganreg/core';
import { createRandom } from '@ganreg/numerics/random';
import * as tf from '@tensorflow/tfjs-core';

/** Smooth random blobs: images with structure that need no file. */
export const blobs = (side: number, channels: number, count = 32): Dataset => {
  const draws = createRandom(7).stream('blobs').at(0);
  const images = Array.from({ length: count }, () => {
    const [x, y, width] = [draws.number() * side, draws.number() * side, (0.1 + 0.2 * draws.number()) * side];
    return Uint8Array.from({ length: side * side * channels }, (_, place) => {
      const pixel = Math.floor(place / channels);
      const distance = ((pixel % side) - x) ** 2 + (Math.floor(pixel / side) - y) ** 2;
      return Math.round(255 * Math.exp(-distance / (2 * width ** 2)));
    });
  });
  return {
    kind: 'images',
    name: 'blobs',
    count,
    height: side,
    width: side,
    channels,
    hash: `blobs-${side}-${channels}-${count}`,
    image: (index) => {
      const image = images[index];
      if (image === undefined) throw new RangeError(`there are ${count} blobs`);
      return image;
    },
  };
};

/** Mean squared error of pixels. */
export const pixelDistance: PerceptualDistance = {
  name: 'contract-mse',
  description: 'mean squared error of pixels',
  distance: (one, other) => tf.mean(tf.square(tf.sub(one, other))),
  macsPerImage: () => 0,
  dispose: () => undefined,
};
