import type { PluginCheck } from './check.ts';
import { refused, trains } from './defaults.ts';

export const shapesAreFree: PluginCheck = {
  title: 'batches of 1, 2 and 5 and images of 1 and 3 channels train, or the plan says why not',
  run: async (subject) => {
    const points = subject.family === 'mlp';
    for (const [batch, channels] of [
      [1, 1],
      [2, 3],
      [5, 1],
    ] as const) {
      const config = subject.experiment(undefined, { model: points ? {} : { channels }, train: { batch } });
      if (await refused(config, subject.laboratory())) continue;
      await trains(config, subject.laboratory(), 2, `with a batch of ${batch} and ${channels} channels`);
    }
  },
};
