import type { ModelDescription } from '../../models/description.ts';
import type { Data } from '../batches.ts';

const count = 16;

/** Images or points of the model's size that show nothing. */
export const standInData = ({ resolution, channels }: ModelDescription): Data => {
  if (resolution === 1) {
    const point = new Float32Array(channels);
    return { kind: 'points', name: 'stand-in', count, hash: '', modes: [[0, 0]], deviation: 1, point: () => point };
  }
  const bytes = new Uint8Array(resolution * resolution * channels);
  return {
    kind: 'images',
    name: 'stand-in',
    count,
    height: resolution,
    width: resolution,
    channels,
    hash: '',
    image: () => bytes,
  };
};
