import * as tf from '@tensorflow/tfjs-core';
import type { Draws, Random } from '@ganreg/numerics/random';
import { adaptation } from '../data/adapt.ts';
import type { Dataset } from '../data/dataset.ts';
import type { PointSet } from '../data/points.ts';
import type { ModelDescription } from '../models/description.ts';
import type { Part } from './parts/rows.ts';

/** What can be trained on: images, or points in the plane. */
export type Data = Dataset | PointSet;

/** What a half of a step takes its reals from. */
export type BatchSource = Pick<Batches, 'next' | 'independent' | 'of' | 'first' | 'at' | 'count' | 'adaptation'>;

/** Cuts a dataset into batches. Which image comes when is a function of the seed alone, so there is no cursor to save. */
export class Batches {
  readonly #data: Data;
  readonly #sample: (index: number) => Float32Array | Uint8Array;
  readonly #shape: readonly [number, number, number];
  readonly #batch: number;
  readonly #random: Random;
  readonly #cache = new Map<number, Uint8Array>();
  /** How the data is brought to the model's size, in words. */
  readonly adaptation: readonly string[];
  #order: { readonly epoch: number; readonly indices: Int32Array } | undefined;

  constructor(data: Data, model: ModelDescription, batch: number, random: Random) {
    this.#data = data;
    this.#batch = batch;
    this.#random = random;
    this.#shape = [model.resolution, model.resolution, model.channels];
    if (data.kind === 'points') {
      this.adaptation = [];
      this.#sample = data.point;
    } else {
      const adapt = adaptation(data, model);
      this.adaptation = adapt.steps;
      this.#sample = (index) => {
        const known = this.#cache.get(index);
        if (known !== undefined) return known;
        const adapted = adapt.apply(data.image(index));
        this.#cache.set(index, adapted);
        return adapted;
      };
    }
  }

  /** Images, or points, that there are. */
  get count(): number {
    return this.#data.count;
  }

  /** Batch number `draw` of the shuffled epochs: `[B, R, R, C]`, images in [-1, 1]. */
  next(draw: number): tf.Tensor4D {
    return this.#batchOf(draw, Array.from({ length: this.#batch }).keys());
  }

  /** The same batches, of which only these images are there; draws are those of a part too. */
  of({ rows }: Part): BatchSource {
    return {
      next: (draw) => this.#batchOf(draw, rows),
      independent: (draws) => this.#tensor([...draws.integers(rows.length, this.#data.count)]),
      of: (part) => this.of(part),
      first: (count) => this.first(count),
      at: (indices) => this.at(indices),
      count: this.count,
      adaptation: this.adaptation,
    };
  }

  /** The first images of the shuffled first epoch, `[n, R, R, C]`: the same whatever the batch. */
  first(count: number): tf.Tensor4D {
    return this.#tensor(Array.from({ length: count }, (_, place) => this.#indexAt(place)));
  }

  /** A batch of images drawn with replacement. */
  independent(draws: Draws): tf.Tensor4D {
    return this.#tensor([...draws.integers(this.#batch, this.#data.count)]);
  }

  /** These images, `[n, R, R, C]`. */
  at(indices: readonly number[]): tf.Tensor4D {
    return this.#tensor(indices);
  }

  #batchOf(draw: number, rows: Iterable<number>): tf.Tensor4D {
    return this.#tensor(Array.from(rows, (row) => this.#indexAt(draw * this.#batch + row)));
  }

  #indexAt(position: number): number {
    const { count } = this.#data;
    const epoch = Math.floor(position / count);
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, indices: this.#random.stream('data/order').at(epoch).permutation(count) };
    }
    return this.#order.indices[position % count] ?? 0;
  }

  #tensor(indices: readonly number[]): tf.Tensor4D {
    const size = this.#shape.reduce((product, side) => product * side, 1);
    const values = new Float32Array(indices.length * size);
    const points = this.#data.kind === 'points';
    for (const [place, index] of indices.entries()) {
      const sample = this.#sample(index);
      for (let i = 0; i < size; i += 1)
        values[place * size + i] = points ? (sample[i] ?? 0) : (sample[i] ?? 0) / 127.5 - 1;
    }
    return tf.tensor4d(values, [indices.length, ...this.#shape]);
  }
}
