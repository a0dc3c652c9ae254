import { describePlan } from '@ganreg/core';
import { broken } from '../contract-error.ts';
import { countMacs } from '../laboratory/count-macs.ts';
import { planOf, withTrainer } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';

/** Deep enough that the first layer, whose images need no gradient, does not decide. */
const deeper = (subject: Subject): { readonly model: object } => ({
  model: subject.family === 'dcgan' ? { resolution: 32, widthMax: 128 } : {},
});

const measured = (subject: Subject, plugins: Parameters<Subject['experiment']>[0]): Promise<number> =>
  withTrainer(
    subject.experiment(plugins, deeper(subject)),
    subject.laboratory(),
    async (trainer) => (await countMacs(() => trainer.advance())) / trainer.plan.batch,
  );

export const costIsDeclared: PluginCheck = {
  title: 'its declared cost is within 25 % of the multiply-adds that are counted',
  run: async (subject) => {
    const { cost } = describePlan(await planOf(subject.experiment(undefined, deeper(subject)), subject.laboratory()));
    const declared = cost.plugins.find(({ id }) => id === subject.plugin.name)?.macsPerImage ?? 0;
    const without = await measured(subject, []);
    const counted = (await measured(subject, [subject.use()])) - without;
    const negligible = 0.05 * without;
    if (Math.abs(counted - declared) > Math.max(0.25 * counted, negligible))
      throw broken(
        `It declares ${Math.round(declared)} multiply-adds an image and step, and ${Math.round(counted)} are counted.`,
        'Correct `macsPerImage` in requires: a forward with its backward is 3 × model.macs of that network.',
      );
  },
};
