import { broken } from '../contract-error.ts';
import { advance, hashOf, withTrainer } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

const half = 3;

export const snapshotsAreExact: PluginCheck = {
  title: 'a run that was saved and restored gives the bits of one that never stopped',
  run: async (subject) => {
    const laboratory = subject.laboratory();
    const config = subject.experiment();
    const straight = await withTrainer(config, laboratory, async (trainer) => {
      await advance(trainer, 2 * half);
      return hashOf(await trainer.state.take());
    });
    const saved = await withTrainer(config, laboratory, async (trainer) => {
      await advance(trainer, half);
      const { tensors, values } = await trainer.state.take();
      return { tensors, values: JSON.parse(JSON.stringify(values)) as typeof values };
    });
    const resumed = await withTrainer(config, laboratory, async (trainer) => {
      trainer.state.restore(saved);
      await advance(trainer, half);
      return hashOf(await trainer.state.take());
    });
    if (resumed !== straight)
      throw broken(
        `Saved after step ${half} and restored, it is not where it would be after step ${2 * half}.`,
        'Save everything that outlives a step in the hook `state`: tensors, and JSON values.',
      );
  },
};
