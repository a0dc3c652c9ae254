import * as tf from '@tensorflow/tfjs-core';
import { adamStep } from '@ganreg/numerics';
import type { OptimizerConfig } from '../config/schema.ts';
import type { Gradients } from '../plugin/steps.ts';

interface Moments {
  first: tf.Tensor;
  second: tf.Tensor;
  steps: number;
}

/** Saved form: two tensors and a step count per parameter path. */
export interface AdamState {
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
  readonly steps: Readonly<Record<string, number>>;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1) keyed by parameter path: each parameter has its own moments and step count, and one
 * without a gradient is untouched. With `lazyCorrection` and a lazy term of interval k it uses lr·c and βᵢ^c, c = k/(k+1)
 * (Karras et al. 2020, appendix B).
 */
export class Adam {
  readonly #moments = new Map<string, Moments>();
  readonly #rate: number;
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;

  constructor(config: OptimizerConfig, lazyInterval?: number) {
    const c = config.lazyCorrection && lazyInterval !== undefined ? lazyInterval / (lazyInterval + 1) : 1;
    this.#rate = config.learningRate * c;
    this.#beta1 = config.beta1 ** c;
    this.#beta2 = config.beta2 ** c;
    this.#epsilon = config.epsilon;
  }

  /** Updates each variable that has a gradient. Call inside `tf.tidy`. */
  apply(variables: ReadonlyMap<string, tf.Variable>, gradients: Gradients): void {
    for (const [path, gradient] of gradients) {
      const variable = variables.get(path);
      if (variable !== undefined) this.#update(path, variable, gradient);
    }
  }

  save(): AdamState {
    const tensors: Record<string, tf.Tensor> = {};
    const steps: Record<string, number> = {};
    for (const [path, moments] of this.#moments) {
      tensors[`${path}#first`] = moments.first;
      tensors[`${path}#second`] = moments.second;
      steps[path] = moments.steps;
    }
    return { tensors, steps };
  }

  restore(state: AdamState): void {
    this.dispose();
    for (const [path, steps] of Object.entries(state.steps)) {
      const first = state.tensors[`${path}#first`];
      const second = state.tensors[`${path}#second`];
      if (first === undefined || second === undefined)
        throw new Error(`the saved optimizer lacks the moments of ${path}`);
      this.#moments.set(path, { first: tf.keep(tf.clone(first)), second: tf.keep(tf.clone(second)), steps });
    }
  }

  dispose(): void {
    for (const { first, second } of this.#moments.values()) tf.dispose([first, second]);
    this.#moments.clear();
  }

  #update(path: string, variable: tf.Variable, gradient: tf.Tensor): void {
    const old = this.#moments.get(path);
    const steps = (old?.steps ?? 0) + 1;
    const correction2 = Math.sqrt(1 - this.#beta2 ** steps);
    const { value, first, second } = adamStep(
      variable,
      gradient,
      { ...(old && { first: old.first, second: old.second }) },
      {
        beta1: this.#beta1,
        beta2: this.#beta2,
        epsilon: this.#epsilon * correction2,
        rate: (this.#rate * correction2) / (1 - this.#beta1 ** steps),
      },
    );
    if (old !== undefined) tf.dispose([old.first, old.second]);
    this.#moments.set(path, { first: tf.keep(first), second: tf.keep(second), steps });
    variable.assign(value);
  }
}
