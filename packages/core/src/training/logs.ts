import * as tf from '@tensorflow/tfjs-core';

/** Numbers of a step that are still tensors: kept during the step and read together after it, so that nothing blocks. */
export class Logs {
  readonly #tensors = new Map<string, tf.Tensor>();

  /** Keeps a tensor of the step itself, without a copy; its mean is what will be logged. The last of a name counts. */
  add(name: string, value: tf.Tensor): void {
    this.#tensors.get(name)?.dispose();
    this.#tensors.set(name, tf.keep(value));
  }

  /** Keeps a copy of a tensor that somebody else may own. */
  copy(name: string, value: tf.Tensor): void {
    this.add(name, tf.clone(value));
  }

  /** Reads and disposes everything that was kept. */
  async read(): Promise<Record<string, number>> {
    const entries = [...this.#tensors];
    this.#tensors.clear();
    const numbers: Record<string, number> = {};
    for (const [name, tensor] of entries) {
      const data = await tensor.data();
      let sum = 0;
      for (const value of data) sum += value;
      numbers[name] = sum / data.length;
    }
    for (const [, tensor] of entries) tensor.dispose();
    return numbers;
  }
}
