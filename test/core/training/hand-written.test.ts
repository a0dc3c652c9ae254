import * as tf from '@tensorflow/tfjs-core';
import { countKernels } from '@ganreg/numerics/testing';
import { describe, expect, it } from 'vitest';
import { blobs, hashOf, micro, testEngine, trainerFor } from '../../support/experiment.ts';
import { handWrittenConfig, trainByHand } from '../../support/hand-written.ts';
import type { Trainer } from '@ganreg/core/training';

const steps = 3;
const setup = { batch: 4, width: 8, data: blobs(16, 1) };

const trainable = (trainer: Trainer): ReadonlyMap<string, tf.Variable> =>
  new Map([...trainer.context.trainable.generator, ...trainer.context.trainable.discriminator]);

describe('the trainer against the same training written by hand', () => {
  it('gives the same weights bit for bit, from the same kernels', async () => {
    // Batch statistics, their commits and the look at gradients are the trainer's service; the hand-written loop leaves them out.
    const trainer = await trainerFor(handWrittenConfig(setup), { data: setup.data });
    const copies = new Map(
      [...trainable(trainer)].map(([name, value]) => [name, tf.tidy(() => tf.variable(tf.clone(value)))]),
    );
    const average = new Map(
      [...trainer.context.trainable.generator].map(([name, value]) => [
        name,
        tf.tidy(() => tf.variable(tf.clone(value))),
      ]),
    );
    const ours: Record<string, number> = {};
    for (let step = 0; step < steps; step += 1) {
      let advanced: Promise<unknown> | undefined;
      // Both halves run before the first await: reading the step's numbers.
      const counts = countKernels(() => {
        advanced = trainer.advance();
      });
      await advanced;
      for (const [name, count] of Object.entries(counts)) ours[name] = (ours[name] ?? 0) + count;
    }
    const theirs = countKernels(() => trainByHand(setup, steps, copies, average));
    const bits = (map: ReadonlyMap<string, tf.Tensor>) =>
      Object.fromEntries([...map].map(([name, value]) => [name, [...value.dataSync()]]));
    expect(bits(copies)).toEqual(bits(trainable(trainer)));
    const services = serviceKernels(steps);
    const expected = Object.fromEntries(
      Object.entries(ours).map(([name, count]) => [name, count - (services[name] ?? 0)]),
    );
    // there the trainer's Adam is one pass, which is no kernel of TensorFlow.js
    expect(testEngine === 'wasm+native' ? theirs : expected).toEqual(theirs);
    tf.dispose([...copies.values(), ...average.values()]);
    trainer.dispose();
  });
});

/**
 * Committing running statistics: two norms with mean and variance each, and copying them into the average. In each half two sums, and
 * theirs, that tell whether the gradient is finite.
 */
const serviceKernels = (count: number): Readonly<Record<string, number>> => ({
  Multiply: count * 2 * 2 * 2,
  Add: count * 2 * 2 + count * 2,
  Sum: count * 2 * 2,
  Reshape: count * 2 * 2,
  Identity: count * 2 * 2,
});

describe('sharing', () => {
  it('adding GGDR to GLeaD adds no forward of either network', async () => {
    const calls = async (plugins: readonly string[]): Promise<Record<string, number>> => {
      const trainer = await trainerFor({ ...micro, plugins: [...plugins] });
      const counted: Record<string, number> = {};
      const { generator, discriminator } = trainer.context;
      for (const [object, names] of [
        [generator, ['synthesize', 'resume']],
        [discriminator, ['judge']],
      ] as const) {
        for (const name of names) {
          const original = Reflect.get(object, name) as (...args: unknown[]) => unknown;
          Reflect.set(object, name, (...args: unknown[]) => {
            counted[name] = (counted[name] ?? 0) + 1;
            return original(...args);
          });
        }
      }
      await trainer.advance();
      trainer.dispose();
      return counted;
    };
    const alone = await calls(['glead']);
    expect(alone).toEqual({ synthesize: 2, resume: 2, judge: 3 });
    expect(await calls(['glead', 'ggdr'])).toEqual(alone);
  });
});

it('hashes differ when a weight differs', async () => {
  const trainer = await trainerFor(micro);
  const before = await hashOf(trainer);
  await trainer.advance();
  expect(await hashOf(trainer)).not.toBe(before);
  trainer.dispose();
});
