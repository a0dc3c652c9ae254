import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { inputGradient, resizeAntialiased, stopGradient } from '@ganreg/numerics';
import type { Discriminator } from '../../models/types.ts';

/**
 * Where the discriminator looks: GradCAM (Selvaraju et al., ICCV 2017, eq. 1–2) of its score at the features of side
 * `resolution`, relu(Σ_c a_c A_c) with a_c the mean slope of the score in channel c. `[B, R, R, C]` → `[B, r, r, 1]`; each map
 * is scaled to a largest value of 1, unless it is 0 everywhere.
 * @throws GanregError FEATURES_MISSING when the discriminator has no features of this side
 */
export const attentionMaps = (discriminator: Discriminator, images: Tensor4D, resolution: number): Tensor4D => {
  const look = (shown: Tensor4D): Tensor4D => {
    const { logits, features } = discriminator.judge(shown);
    const map = features.at(resolution);
    const importance = tf.mean(inputGradient(logits, map), [1, 2], true);
    const seen = tf.relu(tf.sum(tf.mul(map, importance), 3, true));
    const scaled = tf.div<Tensor4D>(seen, tf.maximum(tf.max(seen, [1, 2, 3], true), 1e-12));
    // tfjs records only inside a gradient, and wants a result that depends on its argument
    return tf.add(stopGradient(scaled), tf.mul(tf.mean(shown), 0));
  };
  return tf.tidy(() => {
    const [batch] = images.shape;
    const ignored = tf.zeros<tf.Rank.R4>([batch, resolution, resolution, 1]);
    return tf.valueAndGrad<Tensor4D, Tensor4D>(look)(images, ignored).value;
  });
};

/** From 0 to 1: blue, green, red. */
const ramp = (heat: Tensor4D): Tensor4D => {
  const around = (centre: number): Tensor4D =>
    tf.clipByValue(tf.sub(1.5, tf.abs(tf.sub(tf.mul(heat, 4), centre))), 0, 1);
  return tf.concat([around(3), around(2), around(1)], 3);
};

/** Attention maps over their images: `[B, R, R, 1 or 3]` in [-1, 1] and `[B, r, r, 1]` in [0, 1] → `[B, R, R, 3]` in [-1, 1]. */
export const attentionOverlay = (images: Tensor4D, maps: Tensor4D, strength = 0.5): Tensor4D =>
  tf.tidy(() => {
    const [, height, width, channels] = images.shape;
    const colour = channels === 1 ? tf.concat([images, images, images], 3) : images;
    const heat = tf.clipByValue(resizeAntialiased(maps, [height, width]), 0, 1);
    const painted = tf.sub(tf.mul<Tensor4D>(ramp(heat), 2), 1);
    return tf.add(tf.mul(tf.clipByValue(colour, -1, 1), 1 - strength), tf.mul(painted, strength));
  });
