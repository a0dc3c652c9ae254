import * as tf from '@tensorflow/tfjs-core';
import type { Observations } from '../models/types.ts';

interface Entry {
  /** One of each part of the batch. */
  readonly values: tf.Tensor[];
  readonly retained: number;
}

/**
 * Keeps what one named forward observed until the trainer commits it to the buffers. Recording runs no kernel, so that nothing
 * of it lands on the tape.
 */
export class Observed implements Observations {
  readonly #entries = new Map<string, Entry>();

  record(path: string, value: tf.Tensor, retained = 0): void {
    const values = this.#entries.get(path)?.values ?? [];
    values.push(tf.keep(value));
    this.#entries.set(path, { values, retained });
  }

  /** Moves the buffers and forgets what was observed. Call inside `tf.tidy`, outside every gradient. */
  commit(buffers: ReadonlyMap<string, tf.Variable>): void {
    for (const [path, { values, retained }] of this.#entries) {
      const buffer = buffers.get(path);
      if (buffer !== undefined) {
        const [first] = values;
        const value = values.length === 1 && first !== undefined ? first : tf.div(tf.addN(values), values.length);
        const now = tf.reshape(value, buffer.shape);
        buffer.assign(retained === 0 ? now : tf.add(tf.mul(buffer, retained), tf.mul(now, 1 - retained)));
      }
      tf.dispose(values);
    }
    this.#entries.clear();
  }
}
