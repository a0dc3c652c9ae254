import * as tf from '@tensorflow/tfjs-core';
import { installGradients, useEngine } from '@ganreg/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, runModule } from '../support/built.ts';

const second = (f: (x: tf.Tensor) => tf.Tensor, at: number): number =>
  tf.tidy(() => {
    const slope = (x: tf.Tensor): tf.Tensor => tf.grad((y) => tf.sum(f(y)))(x);
    return tf
      .grad((x) => tf.sum(slope(x)))(tf.scalar(at))
      .dataSync()[0]!;
  });

describe('gradients of this package', () => {
  beforeAll(() => useEngine('wasm'));

  it('stay when a second copy of TensorFlow.js registers the stock ones', () => {
    const mine = tf.getGradient('Tanh');
    tf.registerGradient({ kernelName: 'Tanh', gradFunc: () => ({}) });
    expect(tf.getGradient('Tanh')).toBe(mine);
  });

  it('give way to whoever unregisters them first, and come back when installed again', () => {
    const theirs = { kernelName: 'Tanh', gradFunc: () => ({}) };
    tf.unregisterGradient('Tanh');
    tf.registerGradient(theirs);
    expect(tf.getGradient('Tanh')).toBe(theirs);
    installGradients();
    // tanh'' = -2 tanh (1 - tanh²)
    expect(second(tf.tanh, 0.5)).toBeCloseTo(-2 * Math.tanh(0.5) * (1 - Math.tanh(0.5) ** 2), 5);
  });

  it('leave no tensors behind and dispose none that is not theirs', () => {
    const [x, dy] = [tf.ones([2, 3]), tf.ones([2, 3])];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      // both outputs pass their gradient through unchanged, and it is used twice
      const gradients = tf.grads((a, b) => tf.add(tf.tile(a, [1, 1]), tf.mul(b, tf.tile(a, [1, 1]))))([x, x], dy);
      tf.dispose(gradients);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(dy.isDisposed).toBe(false);
    tf.dispose([x, dy]);
  });
});

describe('the repaired tape', () => {
  beforeAll(() => useEngine('wasm'));

  const cubed = (save: 'input' | 'output' | 'between') =>
    tf.customGrad((x, keep) => {
      const input = x as tf.Tensor;
      const squared = tf.square(input);
      const value = tf.mul(squared, input);
      (keep as tf.GradSaveFunc)([{ input, output: value, between: squared }[save]]);
      const gradFunc = (dy: tf.Tensor, [kept]: tf.Tensor[]): tf.Tensor => {
        const base = { input: () => tf.square(kept!), output: () => tf.pow(kept!, 2 / 3), between: () => kept! }[
          save
        ]();
        return tf.mul(dy, tf.mul(base, 3));
      };
      return { value, gradFunc };
    });

  it.each(['input', 'output'] as const)('differentiates a customGrad that saves its %s twice', (save) => {
    expect(second(cubed(save), 2)).toBeCloseTo(12, 3);
  });

  it('refuses a second derivative that would be wrong instead of returning it', () => {
    expect(() => second(cubed('between'), 2)).toThrow(/neither its input nor its output/);
    const first = tf.tidy(
      () =>
        tf
          .grad((x) => tf.sum(cubed('between')(x)))(tf.scalar(2))
          .dataSync()[0],
    );
    expect(first).toBeCloseTo(12, 4);
    expect(() =>
      second((x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([[0.3, 0.7]]), tf.reshape(tf.stack([x, 1]), [1, 2])), 2),
    ).toThrow(/neither its input nor its output/);
  });

  it('gives back what a failed gradient had saved', () => {
    const x = tf.ones([4]);
    const before = tf.memory().numTensors;
    const fail = (): never => {
      throw new Error('on purpose');
    };
    expect(() => tf.grad((y) => (tf.square(tf.exp(y)), fail()))(x)).toThrow('on purpose');
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});

describe('two copies of TensorFlow.js', () => {
  it('of different versions are refused with both places and a remedy', () => {
    build('packages/numerics');
    const message = runModule(`
      import { createRequire } from 'node:module';
      import { mkdtempSync, mkdirSync, writeFileSync, rmSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      const root = mkdtempSync(tmpdir() + '/copy-');
      const core = root + '/node_modules/@tensorflow/tfjs-core';
      mkdirSync(core + '/dist', { recursive: true });
      writeFileSync(core + '/package.json', JSON.stringify({ name: '@tensorflow/tfjs-core', version: '4.10.0', main: 'dist/tf-core.node.js' }));
      writeFileSync(core + '/dist/tf-core.node.js', '');
      createRequire(root + '/x.js')('@tensorflow/tfjs-core');
      const { useEngine } = await import('@ganreg/numerics');
      await useEngine('wasm').then(() => console.log('accepted'), (error) => console.log(error.code, error.message));
      rmSync(root, { recursive: true });
    `);
    expect(message).toMatch(/^two-copies Several versions/);
    expect(message).toMatch(/4\.10\.0 in .*copy-/);
    expect(message).toMatch(/4\.22\.0 in /);
    expect(message).toMatch(/npm dedupe/);
  });
});
