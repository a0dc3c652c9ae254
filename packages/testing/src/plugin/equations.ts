import * as tf from '@tensorflow/tfjs-core';
import { broken } from '../contract-error.ts';
import { observed } from '../laboratory/observe.ts';
import { planOf, withTrainer } from '../laboratory/trainer.ts';
import type { EquationInput } from '../subject.ts';
import type { PluginCheck } from './check.ts';

const tolerance = 1e-3;

const values = (tensor: tf.Tensor): readonly number[] => [...tensor.dataSync<'float32'>()];

const rows: EquationInput['rows'] = (tensor) => {
  const flat = values(tensor);
  const size = flat.length / (tensor.shape[0] ?? 1);
  return Array.from({ length: tensor.shape[0] ?? 1 }, (_, row) => flat.slice(row * size, (row + 1) * size));
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

export const equationsHold: PluginCheck = {
  title: 'every term has the value of its equation in the paper',
  run: async (subject) => {
    const { equations = {}, with: options = {} } = subject.options;
    const { terms } = await planOf(subject.experiment([subject.use({ weight: 1 })]), subject.laboratory());
    const missing = terms.find(({ name }) => equations[name] === undefined)?.name;
    if (missing !== undefined)
      throw broken(
        `No equation is given for the term "${missing}".`,
        `Write the paper's in plain arithmetic: pluginContract(plugin, { equations: { '${missing}': ({ step, values }) => … } }).`,
      );
    const found = new Map<string, readonly [value: number, expected: number]>();
    const watched = observed(subject.plugin, {
      term:
        (name, evaluate, { ops }) =>
        (step) => {
          const value = evaluate(step);
          const slope: EquationInput['slope'] = (of, to) => ops.inputGradient(tf.sum(of), to);
          if (step.index === 0) {
            const expected = equations[name]?.({ step, options, values, rows, mean, slope });
            if (expected !== undefined) found.set(name, [value.dataSync()[0] ?? Number.NaN, expected]);
          }
          return value;
        },
    });
    await withTrainer(subject.experiment([subject.use({ weight: 1 })]), subject.laboratory(watched), (trainer) =>
      trainer.advance(),
    );
    for (const { name } of terms) {
      const [value, expected] = found.get(name) ?? [Number.NaN, Number.NaN];
      if (!(Math.abs(value - expected) <= tolerance * Math.max(1e-3, Math.abs(expected))))
        throw broken(
          `The term "${name}" is ${value}, but its equation gives ${expected}.`,
          'One of them is wrong: look for a missing factor, a sum that should be a mean, or an axis.',
        );
    }
  },
};
