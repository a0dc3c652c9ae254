import * as tf from '@tensorflow/tfjs-core';

/** A number of a step, in the order in which they were computed. */
export interface Logged {
  readonly name: string;
  readonly value: number;
  /** A result is reported; of the others it matters only whether they are finite. */
  readonly isResult: boolean;
}

/** Numbers of a step that are still tensors: kept during the step and read together after it, so that nothing blocks. */
export class Logs {
  readonly #tensors = new Map<string, tf.Tensor>();
  readonly #watched = new Set<string>();

  /** Keeps a tensor of the step itself, without a copy; its mean is what will be logged. The last of a name counts. */
  add(name: string, value: tf.Tensor): void {
    this.#tensors.get(name)?.dispose();
    this.#tensors.set(name, tf.keep(value));
  }

  /** Keeps a copy of a tensor that somebody else may own. */
  copy(name: string, value: tf.Tensor): void {
    this.add(name, tf.clone(value));
  }

  /** Keeps a tensor that is no result, and concludes what was kept since the last one. */
  watch(name: string, value: tf.Scalar): void {
    this.#watched.add(name);
    this.add(name, value);
  }

  /** Reads and disposes everything that was kept. */
  async read(): Promise<{ readonly numbers: Readonly<Record<string, number>>; readonly logged: readonly Logged[] }> {
    const entries = [...this.#tensors];
    this.#tensors.clear();
    const logged: Logged[] = [];
    for (const [name, tensor] of entries) {
      const data = await tensor.data();
      let sum = 0;
      for (const value of data) sum += value;
      logged.push({ name, value: sum / data.length, isResult: !this.#watched.has(name) });
    }
    for (const [, tensor] of entries) tensor.dispose();
    const results = logged.filter(({ isResult }) => isResult).map(({ name, value }) => [name, value] as const);
    return { numbers: Object.fromEntries(results), logged };
  }
}
