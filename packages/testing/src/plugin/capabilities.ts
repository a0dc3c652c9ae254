import { CapabilityError, type Plugin } from '@ganreg/core';
import { broken, orBroken } from '../contract-error.ts';
import { observed } from '../laboratory/observe.ts';
import { advance, planOf, withTrainer } from '../laboratory/trainer.ts';
import type { PluginCheck } from './check.ts';

type Witness = (error: CapabilityError) => void;

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const witnessing = <Result>(witness: Witness, body: () => Result): Result => {
  try {
    return body();
  } catch (error) {
    if (error instanceof CapabilityError) witness(error);
    throw error;
  }
};

/** The same step; a refusal is seen even if the plugin catches it. */
const watched = <T>(value: T, witness: Witness): T => {
  if (typeof value === 'function')
    return ((...args: unknown[]): unknown =>
      watched(
        witnessing(witness, () => (value as (...given: unknown[]) => unknown)(...args)),
        witness,
      )) as T;
  if (!isPlain(value)) return value;
  return new Proxy(value, {
    get: (target, key): unknown =>
      watched(
        witnessing(witness, () => Reflect.get(target, key) as unknown),
        witness,
      ),
  });
};

const differentiating = ['grad', 'grads', 'valueAndGrad', 'valueAndGrads', 'variableGrads'] as const;

/** Tools that tell when a term takes a gradient inside its own value. */
const telling = (given: Parameters<Plugin['setup']>[0], tell: () => void): Parameters<Plugin['setup']>[0] => {
  const spied = <F>(f: F): F =>
    ((...args: unknown[]): unknown => {
      tell();
      return (f as (...given: unknown[]) => unknown)(...args);
    }) as F;
  const spies = Object.fromEntries(differentiating.map((name) => [name, spied(given.tf[name])]));
  return {
    ...given,
    tf: { ...given.tf, ...spies },
    ops: { ...given.ops, inputGradient: spied(given.ops.inputGradient) },
  };
};

export const capabilitiesAreDeclared: PluginCheck = {
  title: 'it reaches for nothing that it did not declare',
  run: async (subject) => {
    const refusals: CapabilityError[] = [];
    let differentiates = false;
    const plugin = observed(subject.plugin, {
      given: (given) => telling(given, () => (differentiates = true)),
      term: (_, evaluate) => (step) => evaluate(watched(step, (error) => refusals.push(error))),
    });
    const train = (): Promise<unknown> =>
      withTrainer(subject.experiment(), subject.laboratory(plugin), (trainer) => advance(trainer, 2));
    await orBroken(train, 'reaching for what it needs', 'Declare it in `requires`.');
    const [refusal] = refusals;
    if (refusal !== undefined)
      throw broken(
        `It was refused something and went on: ${refusal.message}`,
        `Either ${refusal.fix ?? 'declare it'}, or do not ask.`,
      );
    const [planned] = (await planOf(subject.experiment(), subject.laboratory())).plugins;
    if (differentiates && planned?.requirements.gradientOrder !== 2)
      throw broken(
        'A term takes a gradient inside its value, and the optimizer takes another of that.',
        'Declare gradientOrder: 2 in requires.',
      );
  },
};
