import { definePlugin } from '@ganreg/core';
import { z } from 'zod';
import { broken } from '../contract-error.ts';
import { observed, type AnyStep } from '../laboratory/observe.ts';
import { advance, hashOf, withTrainer } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';

/** Another plugin that draws and logs, but changes nothing. */
const bystander = definePlugin({
  name: 'bystander',
  version: '0.1.0',
  about: 'Draws random numbers and logs, to be in the way',
  options: z.strictObject({}),
  terms: {},
  setup: ({ tf, random }) => ({
    judged: ({ index, log }) => log('draw', tf.scalar(random.stream('draw').at(index).number())),
  }),
});

interface Run {
  readonly hash: string;
  readonly numbers: string;
  readonly draws: readonly string[];
}

/** Three steps, and a fingerprint of every stream that a term asked for. */
const run = async (subject: Subject, besides: readonly string[]): Promise<Run> => {
  const draws: string[] = [];
  const watched = observed(subject.plugin, {
    term: (name, evaluate) => (step) => {
      const random: AnyStep['random'] = (stream) => {
        // asking again replays, so that this number is not missing from what the term draws
        draws.push(`step ${step.index}, ${name}, ${stream}: ${step.random(stream).number()}`);
        return step.random(stream);
      };
      return evaluate(Object.create(step, { random: { value: random } }) as AnyStep);
    },
  });
  const config = subject.experiment([subject.use(), ...besides]);
  return withTrainer(config, subject.laboratory(watched, [bystander]), async (trainer) => {
    const numbers = await advance(trainer, 3);
    return { hash: hashOf(await trainer.state.take()), numbers: JSON.stringify(numbers), draws };
  });
};

const withoutMathRandom = async <Result>(body: () => Promise<Result>): Promise<Result> => {
  const original = Math.random;
  let asked = false;
  Math.random = () => {
    // tfjs seeds itself; only what the plugin's own code draws counts
    asked ||= !/node_modules|zod/u.test((new Error().stack ?? '').split('\n')[2] ?? '');
    return original();
  };
  try {
    const result = await body();
    if (asked)
      throw broken('It draws from Math.random.', 'Draw from `step.random(name)`: a function of seed, name and step.');
    return result;
  } finally {
    Math.random = original;
  }
};

export const randomnessIsItsOwn: PluginCheck = {
  title: 'a seed decides every bit, and no other plugin moves its draws',
  run: async (subject) => {
    const once = await withoutMathRandom(() => run(subject, []));
    const again = await run(subject, []);
    if (once.hash !== again.hash || once.numbers !== again.numbers)
      throw broken(
        'The same configuration and seed gave two different runs.',
        'Draw from `step.random(name)` only, and keep nothing in variables of the module.',
      );
    const beside = await run(subject, [bystander.name]);
    const index = [...beside.draws.keys()].find((place) => beside.draws[place] !== once.draws[place]);
    if (index !== undefined || beside.draws.length !== once.draws.length)
      throw broken(
        `Another plugin beside it changed its draws: ${once.draws[index ?? 0] ?? 'none'} became ${beside.draws[index ?? 0] ?? 'none'}.`,
        'Name streams by what they are for; never by anything that depends on other plugins.',
      );
  },
};
