import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { broken } from '../contract-error.ts';
import { advance, trainerOf } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

export const memoryIsFlat: PluginCheck = {
  title: 'no step leaves a tensor behind, and dispose frees all',
  run: async (subject) => {
    await useEngine(subject.engine);
    const before = tf.memory().numTensors;
    const trainer = await trainerOf(subject.experiment(), subject.laboratory());
    await advance(trainer, 3);
    const early = tf.memory().numTensors;
    await advance(trainer, 6);
    const leaked = tf.memory().numTensors - early;
    trainer.dispose();
    if (leaked > 0)
      throw broken(
        `Six steps left ${leaked} tensors behind.`,
        'Tensors of a step are freed by themselves; dispose the old one when you `tf.keep` a new one.',
      );
    const held = tf.memory().numTensors - before;
    if (held > 0)
      throw broken(`After dispose ${held} tensors are still there.`, 'Free what you keep in the hook `dispose`.');
  },
};
