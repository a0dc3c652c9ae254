import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describeEngines, EngineError, useEngine, type EngineName } from '@ganreg/numerics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holdsFor } from '../../../packages/numerics/src/engine/probe-memory.ts';
import { probe } from '../../../packages/numerics/src/engine/probe.ts';
import { selfTest } from '../../../packages/numerics/src/engine/self-test.ts';
import { build, runModule } from '../support/built.ts';

// neither may what is installed here decide the outcome
beforeAll(() => {
  vi.stubEnv('GANREG_NATIVE', '/nowhere');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('useEngine', () => {
  it.each(['wasm', 'cpu'] as const)('makes %s the engine, silently, as often as asked', async (name) => {
    const spies = (['log', 'warn', 'error', 'info'] as const).map((level) => vi.spyOn(console, level));
    for (let time = 0; time < 2; time++) {
      const engine = await useEngine(name);
      expect(engine).toMatchObject({ name, why: 'asked for', threads: 1 });
      expect(engine.versions).toMatchObject({ '@tensorflow/tfjs-core': '4.22.0' });
      expect(tf.getBackend()).toBe(name);
      tf.tidy(() => tf.ones([2]).dataSync());
    }
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it.each([
    ['webgpu', 'engine-not-installed', /npm install @tensorflow\/tfjs-backend-webgpu@4\.22\.0 webgpu/],
    ['wasm+native', 'engine-not-installed', /npm install @ganreg\/native/],
    ['tensorflow-gpu', 'engine-not-installed', /npm install @tensorflow\/tfjs-node-gpu@4\.22\.0/],
    ['wsam' as EngineName, 'engine-unknown', /Engines: auto, tensorflow-gpu/],
  ] as const)('says what to do where %s cannot be had', async (name, code, message) => {
    const error = await useEngine(name).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code });
    expect((error as EngineError).message).toMatch(message);
  });

  it('refuses a memory limit where it could not keep it', async () => {
    await expect(useEngine({ use: 'cpu', memoryLimit: 1e9 })).rejects.toThrow(/no memory limit/);
  });

  it.each([1, 2])('with %i threads reaches for no network', (threads) => {
    build('packages/numerics');
    const used = runModule(`
      import net from 'node:net';
      import dns from 'node:dns';
      const attempts = [];
      net.Socket.prototype.connect = (...target) => { attempts.push(target); throw new Error('no network'); };
      dns.lookup = (...target) => { attempts.push(target); throw new Error('no network'); };
      globalThis.fetch = (...target) => { attempts.push(target); throw new Error('no network'); };
      const { useEngine } = await import('@ganreg/numerics');
      const { name } = await useEngine({ use: 'wasm', threads: ${threads} });
      console.log(name, attempts.length);
    `);
    expect(used.trim()).toBe('wasm 0');
  });

  it('keeps this package and its gradients out of a program that only draws random numbers', () => {
    expect(runModule(`await import('@ganreg/numerics/random'); console.log('_tfengine' in globalThis);`).trim()).toBe(
      'false',
    );
  });
});

describe('the trial of an engine', () => {
  let cache = '';
  beforeAll(() => {
    build('packages/numerics');
    cache = mkdtempSync(join(tmpdir(), 'ganreg-'));
    vi.stubEnv('GANREG_CACHE', cache);
    // no tfjs-node of this machine may decide the outcome
    vi.stubEnv('GANREG_TFJS_NODE', cache);
  });
  afterAll(() => {
    rmSync(cache, { recursive: true });
  });

  it('passes in a process of its own', () => {
    expect(probe('wasm')).toMatchObject({ works: true, threads: 1 });
  });

  it('says why an engine does not work', () => {
    expect(probe('tensorflow')).toMatchObject({ works: false, why: expect.stringMatching(/not installed/) });
  });

  it('that ran out of time says little of the engine, and is soon repeated', () => {
    const hurried = probe('wasm', 'numbers', 5);
    expect(hurried).toMatchObject({ works: false, passing: true, why: expect.stringMatching(/ETIMEDOUT/) });
    expect(holdsFor(hurried)).toBeLessThan(holdsFor(probe('tensorflow')) / 100);
  });

  it('notices wrong arithmetic', async () => {
    await useEngine('wasm');
    await expect(selfTest('wasm')).resolves.toBeUndefined();
    const kernel = tf.getKernel('BatchMatMul', 'wasm');
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) =>
        tf.getKernel('Abs', 'wasm').kernelFunc({ ...call, inputs: { x: kernel.kernelFunc(call) as tf.TensorInfo } }),
    });
    try {
      await expect(selfTest('wasm')).rejects.toThrow(/computes matMul wrongly/);
    } finally {
      tf.unregisterKernel('BatchMatMul', 'wasm');
      tf.registerKernel(kernel);
    }
  });

  it('lets auto choose, with reasons against the others', async () => {
    const engine = await useEngine('auto');
    expect(engine.name).toBe('wasm');
    expect(engine.why).toMatch(
      /tensorflow-gpu: @tensorflow\/tfjs-node-gpu is not installed; not webgpu: @tensorflow\/tfjs-backend-webgpu is not installed/,
    );
  });

  it('measures what is there', async () => {
    const reports = await describeEngines();
    expect(reports.map(({ name }) => name)).toEqual([
      'tensorflow-gpu',
      'webgpu',
      'wasm+native',
      'tensorflow',
      'wasm',
      'cpu',
    ]);
    const wasm = reports.find(({ name }) => name === 'wasm')!;
    expect(wasm).toMatchObject({ works: true, chosen: true });
    for (const rate of Object.values(wasm.speed!)) expect(rate).toBeGreaterThan(0.1);
    expect(wasm.speed!.matMul).toBeGreaterThan(reports.find(({ name }) => name === 'cpu')!.speed!.matMul);
  });
});
