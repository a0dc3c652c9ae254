import type { Snapshot } from '@ganreg/core/training';
import { broken } from '../contract-error.ts';
import { gradientWatch } from '../laboratory/observe.ts';
import { advance, withTrainer } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

const parameters = /^(?:generator|discriminator|head\/[^/]+)\/parameters\//u;

const moved = (before: Snapshot, after: Snapshot): string | undefined =>
  [...before.tensors].find(
    ([name, { values }]) =>
      parameters.test(name) && values.some((value, place) => value !== after.tensors.get(name)?.values[place]),
  )?.[0];

export const playersAreApart: PluginCheck = {
  title: 'no network moves but by the gradient of its own player',
  run: async (subject) => {
    // Without gradients the optimizers do nothing: whatever moves now was moved by the plugin.
    const none = gradientWatch('last', () => () => new Map());
    const plugins = [subject.use(), none.name];
    await withTrainer(subject.experiment(plugins), subject.laboratory(subject.plugin, [none]), async (trainer) => {
      const before = await trainer.state.take();
      await advance(trainer, 2);
      const name = moved(before, await trainer.state.take());
      if (name !== undefined)
        throw broken(
          `It writes into ${name}.`,
          'Parameters are only read: return terms, or change gradients in a gradient hook.',
        );
    });
  },
};
