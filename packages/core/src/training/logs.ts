import * as tf from '@tensorflow/tfjs-core';

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return sum / values.length;
};

/** Numbers of a step that are still tensors: kept during the step and read together after it, so that nothing blocks. */
export class Logs {
  readonly #tensors = new Map<string, tf.Tensor[]>();
  #part = 0;

  /** What follows is of this part of a batch: numbers of equal parts are averaged. */
  part(index: number): void {
    this.#part = index;
  }

  /** Keeps a tensor of the step itself, without a copy; its mean is what will be logged. The last of a name counts. */
  add(name: string, value: tf.Tensor): void {
    const earlier = this.#tensors.get(name) ?? [];
    tf.dispose(earlier.splice(this.#part));
    this.#tensors.set(name, [...earlier, tf.keep(value)]);
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
    for (const [name, tensors] of entries) {
      const means = await Promise.all(tensors.map(async (tensor) => mean(await tensor.data())));
      numbers[name] = mean(means);
      tf.dispose(tensors);
    }
    return numbers;
  }
}
