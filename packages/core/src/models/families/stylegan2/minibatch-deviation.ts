import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { groupSize } from './minibatch-group.ts';

/**
 * Adds one channel: the standard deviation over a group of images, averaged over places and channels (Karras et al. 2018,
 * §3). Group members are batch/group apart. `[B, H, W, C]` → `[B, H, W, C + 1]`.
 */
export const withMinibatchDeviation = (tensors: typeof tf, x: Tensor4D, wanted: number): Tensor4D => {
  const [batch, height, width, channels] = x.shape;
  const group = groupSize(batch, wanted);
  const groups = batch / group;
  const members = tensors.reshape(x, [group, groups, height * width * channels]);
  const centred = tensors.sub(members, tensors.mean(members, 0, true));
  const deviation = tensors.sqrt(tensors.add(tensors.mean(tensors.square(centred), 0), 1e-8));
  const average = tensors.reshape(tensors.mean(deviation, 1), [1, groups, 1]);
  const spread = tensors.add(average, tensors.zeros([group, groups, height * width]));
  return tensors.concat([x, tensors.reshape(spread, [batch, height, width, 1]) as Tensor4D], 3);
};
