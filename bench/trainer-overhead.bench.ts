import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { blobs, trainerFor } from '../test/support/experiment.ts';
import { handWrittenConfig, trainByHand } from '../test/support/hand-written.ts';

// The trainer against the same training written by hand: milliseconds per step, alternating, the least of several rounds.
it.each([
  ['tiny networks (width 8, batch 4): overhead is all there is', { batch: 4, width: 8 }, 20],
  ['a CPU-sized network (width 32, batch 32)', { batch: 32, width: 32 }, 6],
] as const)('%s', async (name, size, steps) => {
  const setup = { ...size, data: blobs(16, 1) };
  const least = { trainer: Number.POSITIVE_INFINITY, 'by hand': Number.POSITIVE_INFINITY };
  const trainer = await trainerFor(handWrittenConfig(setup), { data: setup.data });
  const copy = (map: ReadonlyMap<string, tf.Variable>) =>
    new Map([...map].map(([path, value]) => [path, tf.tidy(() => tf.variable(tf.clone(value)))]));
  const { generator, discriminator } = trainer.context.trainable;
  const [weights, average] = [copy(new Map([...generator, ...discriminator])), copy(generator)];
  await trainer.advance();
  for (let round = 0; round < 6; round += 1) {
    const begin = performance.now();
    for (let step = 0; step < steps; step += 1) await trainer.advance();
    const middle = performance.now();
    trainByHand(setup, steps, weights, average);
    const end = performance.now();
    least.trainer = Math.min(least.trainer, (middle - begin) / steps);
    least['by hand'] = Math.min(least['by hand'], (end - middle) / steps);
  }
  console.log(
    `${name}: trainer ${least.trainer.toFixed(2)} ms, by hand ${least['by hand'].toFixed(2)} ms, ratio ${(least.trainer / least['by hand']).toFixed(2)}`,
  );
  tf.dispose([...weights.values(), ...average.values()]);
  trainer.dispose();
});
