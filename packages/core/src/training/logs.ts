import * as tf from '@tensorflow/tfjs-core';
import type { Player } from '../plugin/steps.ts';

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return sum / values.length;
};

/** A number of a step, in the order in which they were computed. */
export interface Logged {
  readonly name: string;
  readonly value: number;
  /** Of a number that is no result, and matters only by being finite: in whose half it was computed. */
  readonly watchedIn?: Player | undefined;
}

/** Numbers of a step that are still tensors: kept during the step and read together after it, so that nothing blocks. */
export class Logs {
  readonly #tensors = new Map<string, tf.Tensor[]>();
  readonly #watched = new Map<string, { readonly name: string; readonly player: Player }>();
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

  /** Keeps a tensor that is no result, and concludes what was kept since the last one. */
  watch(name: string, player: Player, value: tf.Scalar): void {
    // both halves watch things of the same name
    const key = `${player} ${name}`;
    this.#watched.set(key, { name, player });
    this.add(key, value);
  }

  /** Reads and disposes everything that was kept. */
  async read(): Promise<{ readonly numbers: Readonly<Record<string, number>>; readonly logged: readonly Logged[] }> {
    const entries = [...this.#tensors];
    this.#tensors.clear();
    const logged: Logged[] = [];
    for (const [key, tensors] of entries) {
      const watched = this.#watched.get(key);
      const means = await Promise.all(tensors.map(async (tensor) => mean(await tensor.data())));
      logged.push({ name: watched?.name ?? key, value: mean(means), watchedIn: watched?.player });
    }
    for (const [, tensors] of entries) tf.dispose(tensors);
    const results = logged
      .filter(({ watchedIn }) => watchedIn === undefined)
      .map(({ name, value }) => [name, value] as const);
    return { numbers: Object.fromEntries(results), logged };
  }
}
