import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, GanregError, type Hooks } from '@ganreg/core';
import type { Trainer } from '@ganreg/core/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { micro, trainerFor } from '../../support/experiment.ts';

type Terms = { readonly score: { readonly player: 'discriminator'; readonly on: 'real'; readonly weight: 1 } };

/** A plugin with one harmless term, and the hooks of a test. */
const faulty = (hooks: Partial<Hooks<Terms>>, exclusive = false) =>
  definePlugin({
    name: 'faulty',
    version: '1.0.0',
    about: 'Does one thing wrong',
    options: z.strictObject({}),
    terms: { score: { player: 'discriminator', on: 'real', weight: 1 } },
    requires: () => (exclusive ? { exclusive: ['judge'] } : {}),
    setup: () => ({ terms: { score: ({ real }) => tf.mean(tf.square(real.verdict.logits)) }, ...hooks }),
  });

/** What three steps with that plugin end with. */
const failure = async (hooks: Partial<Hooks<Terms>>, exclusive = false): Promise<GanregError> => {
  let trainer: Trainer | undefined;
  try {
    trainer = await trainerFor({ ...micro, plugins: ['faulty'] }, { plugins: [faulty(hooks, exclusive)] });
    for (let step = 0; step < 3; step += 1) await trainer.advance();
    await trainer.state.take();
  } catch (error) {
    expect(error).toBeInstanceOf(GanregError);
    return error as GanregError;
  } finally {
    trainer?.dispose();
  }
  throw new Error('nothing failed');
};

const boom = (): never => {
  throw new TypeError('undefined is not a function');
};
const later = (): never => Promise.reject(new Error('too late')) as never;
const nan = (shape: readonly number[]): tf.Tensor => tf.div(tf.zeros([...shape]), 0);
const disposed = <R extends tf.Rank>(like: tf.Tensor<R>): tf.Tensor<R> => {
  const copy = tf.clone(like);
  copy.dispose();
  return copy;
};
const weightsOf = (): tf.Variable[] => Object.values(tf.engine().state.registeredVariables);

interface Cell {
  readonly hook: string;
  readonly fault: string;
  readonly hooks: Partial<Hooks<Terms>>;
  readonly code: string;
  readonly says: RegExp;
  readonly exclusive?: boolean;
}

const cells: readonly Cell[] = [
  {
    hook: 'term',
    fault: 'throws',
    hooks: { terms: { score: boom } },
    code: 'PLUGIN_FAILED',
    says: /"faulty" failed in score: undefined is not/,
  },
  {
    hook: 'term',
    fault: 'is never finite',
    hooks: { terms: { score: () => nan([]) as tf.Scalar } },
    code: 'RUN_DIVERGED',
    says: /step 0: .*faulty\/score \(discriminator\) is NaN/,
  },
  {
    hook: 'term',
    fault: 'is no scalar',
    hooks: { terms: { score: ({ real }) => real.verdict.logits as never } },
    code: 'TERM_INVALID',
    says: /faulty\.score returned a tensor of shape \[4, 1\], not a scalar/,
  },
  {
    hook: 'term',
    fault: 'is disposed',
    hooks: { terms: { score: () => disposed(tf.scalar(1)) } },
    code: 'TERM_INVALID',
    says: /faulty\.score returned a disposed tensor/,
  },
  {
    hook: 'term',
    fault: 'never resolves',
    hooks: { terms: { score: later } },
    code: 'HOOK_INVALID',
    says: /"faulty": score returned a promise/,
  },
  {
    hook: 'term',
    fault: 'writes weights',
    hooks: {
      terms: {
        score: () => {
          for (const weight of weightsOf()) weight.assign(tf.mul(weight, 0.9));
          return tf.scalar(0);
        },
      },
    },
    code: 'PLUGIN_MUTATES_WEIGHTS',
    says: /"faulty" changed (?:generator|discriminator)\/.* in score/,
  },
  { hook: 'reals', fault: 'throws', hooks: { reals: boom }, code: 'PLUGIN_FAILED', says: /in reals/ },
  {
    hook: 'reals',
    fault: 'changes the batch',
    hooks: { reals: (images) => tf.slice(images, 0, 1) },
    code: 'HOOK_INVALID',
    says: /reals returned a tensor of shape \[1, 8, 8, 1\] for one of \[4, 8, 8, 1\]/,
  },
  {
    hook: 'reals',
    fault: 'disposes what it is given',
    hooks: {
      reals: (images) => {
        const copy = tf.clone(images);
        images.dispose();
        return copy;
      },
    },
    code: 'HOOK_INVALID',
    says: /reals disposed a tensor that it was given/,
  },
  { hook: 'augment', fault: 'throws', hooks: { augment: boom }, code: 'PLUGIN_FAILED', says: /in augment/ },
  {
    hook: 'augment',
    fault: 'returns nothing',
    hooks: { augment: (() => undefined) as never },
    code: 'HOOK_INVALID',
    says: /augment returned undefined, not a tensor as images/,
  },
  {
    hook: 'augment',
    fault: 'returns what is not finite',
    hooks: { augment: (images) => ({ images: tf.mul(images, Number.NaN) }) },
    code: 'RUN_DIVERGED',
    says: /^step 0: faulty\.augment of real images \(discriminator\) is NaN\.$/,
  },
  { hook: 'judge', fault: 'throws', exclusive: true, hooks: { judge: boom }, code: 'PLUGIN_FAILED', says: /in judge/ },
  {
    hook: 'judge',
    fault: 'returns logits of another shape',
    exclusive: true,
    hooks: { judge: (images, { judge }) => ({ logits: tf.reshape(judge(images).logits, [1, -1]) as tf.Tensor2D }) },
    code: 'HOOK_INVALID',
    says: /judge returned logits of shape \[1, 4\], not \[4, 1\]/,
  },
  {
    hook: 'judge',
    fault: 'returns what is not finite',
    exclusive: true,
    hooks: { judge: (images, { judge }) => ({ logits: tf.mul(judge(images).logits, Number.NaN) }) },
    code: 'RUN_DIVERGED',
    says: /^step 0: faulty\.judge of real images \(discriminator\) is NaN\.$/,
  },
  {
    hook: 'reals',
    fault: 'returns what is not finite',
    hooks: { reals: (images) => tf.div(images, 0) },
    code: 'RUN_DIVERGED',
    says: /^step 0: faulty\.reals \(discriminator\) is \S+\.$/,
  },
  {
    hook: 'latents',
    fault: 'returns what is not finite',
    hooks: { latents: (latents) => tf.mul(latents, Number.POSITIVE_INFINITY) },
    code: 'RUN_DIVERGED',
    says: /^step 0: faulty\.latents \(discriminator\) is \S+\.$/,
  },
  {
    hook: 'discriminatorGradients',
    fault: 'returns what is not finite',
    hooks: {
      discriminatorGradients: (gradients) =>
        new Map([...gradients].map(([path, gradient]) => [path, tf.mul(gradient, Number.NaN)])),
    },
    code: 'RUN_DIVERGED',
    says: /^step 0: faulty\.discriminatorGradients \(discriminator\) is NaN\.$/,
  },
  {
    hook: 'generatorGradients',
    fault: 'returns what is not finite',
    hooks: {
      generatorGradients: (gradients) =>
        new Map([...gradients].map(([path, gradient]) => [path, tf.mul(gradient, Number.NaN)])),
    },
    code: 'RUN_DIVERGED',
    says: /^step 0: faulty\.generatorGradients \(generator\) is NaN\.$/,
  },
  {
    hook: 'judge',
    fault: 'is undeclared',
    hooks: { judge: (images, { judge }) => judge(images) },
    code: 'CAPABILITY_UNDECLARED',
    says: /reached for the hook "judge"/,
  },
  {
    hook: 'latents',
    fault: 'returns a disposed tensor',
    hooks: { latents: (latents) => disposed(latents) },
    code: 'HOOK_INVALID',
    says: /latents returned a disposed tensor/,
  },
  {
    hook: 'generatorGradients',
    fault: 'throws',
    hooks: { generatorGradients: boom },
    code: 'PLUGIN_FAILED',
    says: /in generatorGradients/,
  },
  {
    hook: 'generatorGradients',
    fault: 'returns no map',
    hooks: { generatorGradients: () => ({}) as never },
    code: 'HOOK_INVALID',
    says: /generatorGradients returned object, not a map/,
  },
  {
    hook: 'discriminatorGradients',
    fault: 'changes a shape',
    hooks: {
      discriminatorGradients: (gradients) =>
        new Map([...gradients].map(([path, gradient]) => [path, tf.mean(gradient)])),
    },
    code: 'HOOK_INVALID',
    says: /as the gradient of discriminator\//,
  },
  { hook: 'judged', fault: 'throws', hooks: { judged: boom }, code: 'PLUGIN_FAILED', says: /in judged/ },
  { hook: 'afterStep', fault: 'throws', hooks: { afterStep: boom }, code: 'PLUGIN_FAILED', says: /in afterStep/ },
  {
    hook: 'afterStep',
    fault: 'never resolves',
    hooks: { afterStep: later },
    code: 'HOOK_INVALID',
    says: /afterStep returned a promise/,
  },
  {
    hook: 'state.save',
    fault: 'throws',
    hooks: { state: { save: boom, restore: () => undefined } },
    code: 'PLUGIN_FAILED',
    says: /in state\.save/,
  },
];

describe('a plugin', () => {
  it.each(cells)('whose $hook $fault is named with its hook', async ({ hooks, code, says, exclusive }) => {
    const error = await failure(hooks, exclusive);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.fix).toBeTruthy();
  });

  it('that cuts the generator off from its loss is not taken for training', async () => {
    const error = await failure({ augment: (images) => ({ images: tf.zeros(images.shape) }) });
    expect(error.code).toBe('OBJECTIVE_DISCONNECTED');
    expect(error.message).toMatch(/generator does not depend on any of its weights/);
  });

  it('that fails in setup is named before anything is trained', async () => {
    const plugin = definePlugin({
      name: 'faulty',
      version: '1.0.0',
      about: 'Fails at once',
      options: z.strictObject({}),
      terms: {},
      setup: () => boom(),
    });
    await expect(trainerFor({ ...micro, plugins: ['faulty'] }, { plugins: [plugin] })).rejects.toThrow(
      /"faulty" failed in setup: undefined is not a function/,
    );
  });

  it.each<[string, Partial<Hooks<Terms>>]>([
    [
      'faulty.score',
      {
        terms: {
          score: ({ real }) =>
            tf.tidy(() => {
              tf.keep(tf.zeros([7]));
              return tf.mean(real.verdict.logits);
            }),
        },
      },
    ],
    [
      'faulty.reals',
      {
        reals: (images) => {
          tf.keep(tf.zeros([3]));
          return images;
        },
      },
    ],
    ['faulty.afterStep', { afterStep: () => void tf.zeros([2]) }],
  ])('that leaves tensors behind is named with its hook (%s)', async (hook, hooks) => {
    const trainer = await trainerFor(
      { ...micro, plugins: ['faulty', 'ggdr'] },
      { plugins: [faulty(hooks), (await import('@ganreg/plugin-ggdr')).default] },
    );
    const told: unknown[] = [];
    for (let step = 0; step < 12; step += 1) {
      await trainer.advance();
      const leaks = trainer.leaks();
      if (leaks !== undefined) told.push(leaks);
    }
    trainer.dispose();
    expect(told).toEqual([[{ hook, tensors: 1 }]]);
  });

  it('that keeps state, and replaces it, leaks nothing', async () => {
    let kept: tf.Tensor | undefined;
    const plugin = faulty({
      afterStep: () => {
        kept?.dispose();
        kept = tf.keep(tf.zeros([5]));
      },
      state: { save: () => (kept ? { tensors: { kept } } : {}), restore: () => undefined },
    });
    const trainer = await trainerFor({ ...micro, plugins: ['faulty'] }, { plugins: [plugin] });
    for (let step = 0; step < 12; step += 1) {
      await trainer.advance();
      expect(trainer.leaks()).toBeUndefined();
    }
    trainer.dispose();
    kept?.dispose();
  });
});
