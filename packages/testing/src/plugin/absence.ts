import { broken } from '../contract-error.ts';
import { advance, hashOf, withTrainer } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';

const hashAfter = (subject: Subject, plugins: Parameters<Subject['experiment']>[0]): Promise<string> =>
  withTrainer(subject.experiment(plugins), subject.laboratory(), async (trainer) => {
    await advance(trainer, 2);
    return hashOf(await trainer.state.take());
  });

export const weightZeroIsAbsence: PluginCheck = {
  title: 'weight 0 is absence, bit for bit',
  run: async (subject) => {
    const absent = await hashAfter(subject, []);
    if ((await hashAfter(subject, [subject.use({ weight: 0 })])) !== absent)
      throw broken(
        'With weight 0 the networks are others than without the plugin.',
        '`terms` and `requires` run even then: they must be pure, so change neither the model nor anything outside.',
      );
  },
};
