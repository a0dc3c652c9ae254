import type { ExperimentInput, Family } from '@ganreg/core';
import type { Trainer } from '@ganreg/core/training';
import type { EngineName } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { lively } from '../laboratory/lively.ts';
import { microExperiment } from '../laboratory/micro.ts';
import { trainerOf, type LaboratoryOptions } from '../laboratory/trainer.ts';

/** How a family is put to the contract. */
export interface FamilyContractOptions {
  /** Options of its model, sizes included: the smaller the faster. */
  readonly model?: Readonly<Record<string, unknown>>;
  readonly engine?: EngineName;
}

/** A family under test. */
export class FamilySubject {
  readonly family: Family;
  readonly laboratory: LaboratoryOptions;
  readonly #model: Readonly<Record<string, unknown>>;

  constructor(family: Family, { model = {}, engine = 'wasm' }: FamilyContractOptions = {}) {
    this.family = family;
    this.#model = model;
    this.laboratory = { plugins: [], engine, families: [family] };
  }

  experiment(model: object = {}): ExperimentInput {
    return microExperiment(this.family.name, { ...this.#model, ...model });
  }

  /** A trainer with weights of ordinary size, for the time of `body`. */
  async withNetworks<Result>(body: (trainer: Trainer) => Promise<Result> | Result): Promise<Result> {
    const trainer = await trainerOf(this.experiment(), this.laboratory);
    try {
      trainer.state.restore(lively(await trainer.state.take()));
      return await body(trainer);
    } finally {
      trainer.dispose();
    }
  }
}

/** The largest absolute difference of two tensors of one shape, relative to the largest entry; infinite for other shapes. */
export const differenceOf = (one: tf.Tensor, other: tf.Tensor): number => {
  if (one.shape.join() !== other.shape.join()) return Number.POSITIVE_INFINITY;
  return tf.tidy(() => {
    const scale = Math.max(1e-6, tf.max(tf.abs(one)).dataSync()[0] ?? 0);
    return (tf.max(tf.abs(tf.sub(one, other))).dataSync()[0] ?? Number.NaN) / scale;
  });
};
