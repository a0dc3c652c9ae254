import { GanregError } from '@ganreg/core';
import { useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import type { Clause } from '../clause.ts';
import { broken } from '../contract-error.ts';
import { lively } from '../laboratory/lively.ts';
import { gradientWatch } from '../laboratory/observe.ts';
import { planOf, withTrainer } from '../laboratory/trainer.ts';
import { trains } from '../plugin/defaults.ts';
import {
  batchesAreHonest,
  forwardsArePure,
  macsAreHonest,
  networksAreAsDescribed,
  reentryContinues,
  verdictsAreConsistent,
} from './networks.ts';
import type { FamilySubject } from './subject.ts';

const planningIsFree: Clause<FamilySubject> = {
  title: 'it is planned without a tensor, and unknown options are refused',
  run: async (subject) => {
    await useEngine(subject.laboratory.engine);
    const before = tf.memory().numTensors;
    await planOf(subject.experiment(), subject.laboratory);
    if (tf.memory().numTensors !== before)
      throw broken('Planning creates tensors.', 'Describe with numbers; networks come with `load`.');
    try {
      await planOf(subject.experiment({ noSuchOption: 1 }), subject.laboratory);
    } catch (error) {
      if (error instanceof GanregError) return;
      throw broken(`An unknown option ends in ${String(error)}.`, 'Close the schema: z.strictObject({ … }).', error);
    }
    throw broken('It accepts options that it does not have.', 'Close the schema: z.strictObject({ … }).');
  },
};

const everythingLearns: Clause<FamilySubject> = {
  title: 'every parameter has a finite gradient',
  run: async (subject) => {
    const reached = new Map<string, boolean>();
    const watch = gradientWatch('first', () => (gradients) => {
      for (const [path, gradient] of gradients)
        reached.set(path, gradient.dataSync<'float32'>().every(Number.isFinite));
      return gradients;
    });
    const config = { ...subject.experiment(), plugins: [watch.name] };
    await withTrainer(config, { ...subject.laboratory, plugins: [watch] }, async (trainer) => {
      trainer.state.restore(lively(await trainer.state.take()));
      await trainer.advance();
      const { generator, discriminator } = trainer.context.trainable;
      for (const path of [...generator.keys(), ...discriminator.keys()])
        if (reached.get(path) !== true)
          throw broken(
            `${path} has ${reached.has(path) ? 'a gradient that is not finite' : 'no gradient'}.`,
            'Leave out parameters that nothing uses; look for operations without a gradient.',
          );
    });
  },
};

const itTrains: Clause<FamilySubject> = {
  title: 'it trains',
  run: (subject) => trains({ ...subject.experiment(), plugins: [] }, subject.laboratory, 3, 'without plugins'),
};

/** The clauses of the family contract, each by a name. */
export const familyChecks = {
  planningIsFree,
  networksAreAsDescribed,
  verdictsAreConsistent,
  reentryContinues,
  forwardsArePure,
  batchesAreHonest,
  macsAreHonest,
  everythingLearns,
  itTrains,
} as const satisfies Readonly<Record<string, Clause<FamilySubject>>>;
