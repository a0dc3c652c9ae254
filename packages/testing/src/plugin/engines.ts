import { useEngine } from '@ganreg/numerics';
import { broken, orBroken } from '../contract-error.ts';
import { withTrainer } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

const tolerance = 1e-4;

export const enginesAgree: PluginCheck = {
  title: 'every engine gives the same numbers',
  run: async (subject) => {
    const results: (readonly [string, Readonly<Record<string, number>>])[] = [];
    try {
      for (const engine of subject.engines) {
        const numbers = await orBroken(
          () =>
            withTrainer(
              subject.experiment(undefined, { train: { batch: 2 } }),
              { ...subject.laboratory(), engine },
              async (trainer) => (await trainer.advance()).numbers,
            ),
          `on the engine ${engine}`,
          'Use operations of tfjs that have a kernel and a gradient on every engine; docs/numerics-table.md lists them.',
        );
        results.push([engine, numbers]);
      }
    } finally {
      await useEngine(subject.engine);
    }
    const [first, ...others] = results;
    for (const [engine, numbers] of others) {
      for (const [name, value] of Object.entries(numbers)) {
        const reference = first?.[1][name] ?? Number.NaN;
        if (Math.abs(value - reference) > tolerance * Math.max(1, Math.abs(reference)))
          throw broken(
            `The number ${name} is ${value} on ${engine} and ${reference} on ${first?.[0]}.`,
            'Depend on no engine: avoid differences of large numbers, and sums of very uneven ones.',
          );
      }
    }
  },
};
