import { broken, orBroken } from '../contract-error.ts';
import { advance, planOf, withTrainer } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';
import { GanregError } from '@ganreg/core';

const isDeclared = (error: unknown): boolean =>
  error instanceof GanregError && ['PLAN_EXCLUSIVE', 'PLAN_CONFLICT'].includes(error.code);

/** Numbers of the first step with instances of these ids, or nothing where the plan allows one instance only. */
const firstStep = async (
  subject: Subject,
  ids: readonly string[],
): Promise<Readonly<Record<string, number>> | undefined> => {
  const config = subject.experiment(ids.map((id) => subject.use({ id })));
  try {
    await planOf(config, subject.laboratory());
  } catch (error) {
    if (isDeclared(error)) return undefined;
    throw error;
  }
  return withTrainer(config, subject.laboratory(), async (trainer) => (await advance(trainer, 2))[0]);
};

const belonging = (numbers: Readonly<Record<string, number>>, id: string): string =>
  JSON.stringify(Object.entries(numbers).filter(([name]) => name.startsWith(`${id}/`)));

export const instancesCoexist: PluginCheck = {
  title: 'two instances with ids of their own live side by side',
  run: async (subject) => {
    const remedy = 'Use the `id` that setup is given, where you look for your own terms; keep no state in the module.';
    const both = await orBroken(() => firstStep(subject, ['one', 'two']), 'as two instances, one and two', remedy);
    if (both === undefined) return;
    const alone = await orBroken(() => firstStep(subject, ['one']), 'as an instance with the id "one"', remedy);
    const hooksAlone = (await planOf(subject.experiment(), subject.laboratory())).terms.length === 0;
    // Hooks alone change images and gradients of each other by design; terms of the first half of a step do not.
    if (alone === undefined || hooksAlone) return;
    for (const id of ['one', 'two'])
      if (belonging(both, id) === '[]') throw broken(`The instance "${id}" logs nothing under its id.`, remedy);
    const { terms } = await planOf(subject.experiment(), subject.laboratory());
    const quiet = terms.every(({ declaration }) => declaration.player === 'discriminator');
    if (quiet && belonging(both, 'one') !== belonging(alone, 'one'))
      throw broken(
        `Beside a second instance the first gives ${belonging(both, 'one')}, alone ${belonging(alone, 'one')}.`,
        remedy,
      );
  },
};
