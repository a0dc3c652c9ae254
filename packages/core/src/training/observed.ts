import * as tf from '@tensorflow/tfjs-core';
import type { Observations } from '../models/types.ts';

interface Entry {
  readonly value: tf.Tensor;
  readonly retained: number;
}

/**
 * Keeps what one named forward observed until the trainer commits it to the buffers. Recording runs no kernel, so that nothing
 * of it lands on the tape.
 */
export class Observed implements Observations {
  readonly #entries = new Map<string, Entry>();

  record(path: string, value: tf.Tensor, retained = 0): void {
    this.#entries.set(path, { value: tf.keep(value), retained });
  }

  /** Moves the buffers and forgets what was observed. Call inside `tf.tidy`, outside every gradient. */
  commit(buffers: ReadonlyMap<string, tf.Variable>): void {
    for (const [path, { value, retained }] of this.#entries) {
      const buffer = buffers.get(path);
      if (buffer !== undefined) {
        const now = tf.reshape(value, buffer.shape);
        buffer.assign(retained === 0 ? now : tf.add(tf.mul(buffer, retained), tf.mul(now, 1 - retained)));
      }
      value.dispose();
    }
    this.#entries.clear();
  }
}
