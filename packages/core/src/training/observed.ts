import * as tf from '@tensorflow/tfjs-core';
import type { Observations } from '../models/types.ts';

/** Keeps what one named forward observed until the trainer commits it to the buffers. */
export class Observed implements Observations {
  readonly #values = new Map<string, tf.Tensor>();

  record(path: string, value: tf.Tensor): void {
    this.#values.get(path)?.dispose();
    this.#values.set(path, tf.keep(tf.clone(value)));
  }

  /** Assigns everything to the buffers and forgets it. */
  commit(buffers: ReadonlyMap<string, tf.Variable>): void {
    for (const [path, value] of this.#values) {
      buffers.get(path)?.assign(value);
      value.dispose();
    }
    this.#values.clear();
  }
}
