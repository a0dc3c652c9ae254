import * as tf from '@tensorflow/tfjs-core';

/** Tensors that a hook left behind in one step. */
export interface Leak {
  /** `plugin.hook` */
  readonly hook: string;
  readonly tensors: number;
}

/** Steps in a row that must end with more tensors than the one before. */
const patience = 4;

/**
 * Notices that every step leaves tensors behind, and finds out whose: counting is free, tracing who keeps what is done for two steps
 * only, once the count has grown several times in a row.
 */
export class LeakWatch {
  #hook = '';
  #count = 0;
  #grown = 0;
  #isTold = false;
  #traced: Map<tf.Tensor, string> | undefined;
  #restore: (() => void) | undefined;
  #tracedSteps = 0;

  /** Calls a hook; whatever is kept meanwhile is its. */
  during<Result>(hook: string, call: () => Result): Result {
    const outer = this.#hook;
    this.#hook = hook;
    const before = tf.memory().numTensors;
    try {
      return call();
    } finally {
      this.#hook = outer;
      // outside of a step's scopes nothing is disposed by itself
      const left = tf.memory().numTensors - before;
      if (this.#traced !== undefined && left > 0 && tf.engine().state.scopeStack.length === 0)
        this.#loose.set(hook, (this.#loose.get(hook) ?? 0) + left);
    }
  }

  readonly #loose = new Map<string, number>();

  /**
   * To be called after every step.
   * @returns the leaks, once, when they have been found
   */
  step(owned: () => ReadonlySet<tf.Tensor>): readonly Leak[] | undefined {
    if (this.#isTold) return undefined;
    if (this.#traced !== undefined) {
      this.#tracedSteps += 1;
      return this.#tracedSteps < 2 ? undefined : this.#conclude(owned());
    }
    const count = tf.memory().numTensors;
    this.#grown = this.#count > 0 && count > this.#count ? this.#grown + 1 : 0;
    this.#count = count;
    if (this.#grown >= patience) this.#trace();
    return undefined;
  }

  dispose(): void {
    this.#restore?.();
    this.#restore = undefined;
  }

  #trace(): void {
    const traced = new Map<tf.Tensor, string>();
    const engine = tf.engine();
    const keep = engine.keep.bind(engine);
    engine.keep = (tensor) => {
      traced.set(tensor, this.#hook);
      return keep(tensor);
    };
    this.#traced = traced;
    this.#restore = () => {
      engine.keep = keep;
    };
  }

  #conclude(owned: ReadonlySet<tf.Tensor>): readonly Leak[] {
    this.dispose();
    this.#isTold = true;
    const counts = new Map(this.#loose);
    for (const [tensor, hook] of this.#traced ?? []) {
      if (!tensor.isDisposed && !owned.has(tensor) && hook !== '') counts.set(hook, (counts.get(hook) ?? 0) + 1);
    }
    this.#traced = undefined;
    return [...counts].map(([hook, tensors]) => ({ hook, tensors: Math.ceil(tensors / 2) }));
  }
}
