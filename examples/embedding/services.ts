// What both applications lend: images of their own, a distance, a place for numbers. Plain classes: either container builds them.
import type { Dataset, MetricSink, PerceptualDistance, StepReport } from '@ganreg/core';
import * as tf from '@tensorflow/tfjs-core';

/** Grey images of one bright stripe, made when they are asked for. */
export class Stripes implements Dataset {
  readonly kind = 'images';
  readonly name = 'stripes';
  readonly count = 64;
  readonly channels = 1;
  readonly height: number;
  readonly width: number;
  /** Two sets of one hash are the same set; a resumed run refuses another. */
  readonly hash: string;

  constructor(side: number) {
    [this.height, this.width, this.hash] = [side, side, `stripes/${side}`];
  }

  readonly image = (index: number): Uint8Array =>
    Uint8Array.from({ length: this.height * this.width }, (_, pixel) =>
      Math.floor(pixel / this.width) === index % this.height ? 255 : 16,
    );
}

/** Mean absolute difference of images and of their vertical edges. */
export class EdgeDistance implements PerceptualDistance {
  readonly name = 'edges';
  readonly description = 'mean absolute difference of pixels and of vertical edges';

  readonly distance = (one: tf.Tensor4D, other: tf.Tensor4D): tf.Scalar => {
    const difference = tf.sub<tf.Tensor4D>(one, other);
    const [batch, height, width, channels] = difference.shape;
    const upper = tf.slice4d(difference, [0, 0, 0, 0], [batch, height - 1, width, channels]);
    const lower = tf.slice4d(difference, [0, 1, 0, 0], [batch, height - 1, width, channels]);
    return tf.add(tf.mean(tf.abs(difference)), tf.mean(tf.abs(tf.sub(lower, upper))));
  };

  readonly macsPerImage = (): number => 0;
  readonly dispose = (): void => undefined;
}

/** Where an application shows its numbers. */
export class Dashboard implements MetricSink {
  readonly reports: StepReport[] = [];
  readonly write = (report: StepReport): void => void this.reports.push(report);
}
