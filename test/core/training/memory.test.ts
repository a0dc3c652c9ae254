import { Perceptual, Scope, type ExperimentInput } from '@ganreg/core';
import { estimateMemory, type Trainer } from '@ganreg/core/training';
import { traceMemory, useEngine } from '@ganreg/numerics';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { hashOf, pixels, planFor, testEngine, trainerFor } from '../../support/experiment.ts';
import { microOf } from '../../support/micro-families.ts';

interface Heap {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
}

/** Most bytes allocated on the wasm heap at once while something runs, beyond what `kept` there was. */
const peakOf = async (body: () => Promise<void>): Promise<number> => {
  const { wasm } = tf.backend() as unknown as { wasm: Heap };
  const { _malloc: malloc, _free: free } = wasm;
  const sizes = new Map<number, number>();
  let [now, most] = [0, 0];
  Object.assign(wasm, {
    _malloc: (bytes: number): number => {
      const address = malloc(bytes);
      sizes.set(address, bytes);
      most = Math.max(most, (now += bytes));
      return address;
    },
    _free: (address: number): void => {
      now -= sizes.get(address) ?? 0;
      sizes.delete(address);
      free(address);
    },
  });
  try {
    await body();
  } finally {
    Object.assign(wasm, { _malloc: malloc, _free: free });
  }
  return most;
};

const estimated = async (config: ExperimentInput): Promise<number> => {
  const plan = await planFor(config);
  return (await estimateMemory(plan, new Scope().provide(Perceptual, pixels))).tensors;
};

const measured = (config: ExperimentInput): Promise<number> =>
  peakOf(async () => {
    const trainer: Trainer = await trainerFor(config);
    await trainer.advance();
    await trainer.advance();
    tf.dispose(trainer.sample(trainer.latents(64)));
    trainer.dispose();
  });

const always = (...names: readonly string[]) => names.map((use) => ({ use, every: 1 }));
const small = { use: 'stylegan2', resolution: 16, channels: 3, channelBase: 256, channelMax: 32 };
const train = { steps: 10, batch: 16 };
const cases: readonly (readonly [string, ExperimentInput])[] = [
  ['dcgan', { model: 'dcgan', train }],
  ['dcgan with R1', { model: 'dcgan', train, plugins: always('r1') }],
  ['dcgan with AdvAs', { model: 'dcgan', train, plugins: always('advas') }],
  ['mlp', { ...microOf('mlp'), train: { steps: 10, batch: 256 } }],
  ['resnet', { ...microOf('resnet'), train }],
  ['stylegan2', { model: small, train }],
  ['stylegan2 with GLeaD, GGDR and R1', { model: small, train, plugins: always('glead', 'ggdr', 'r1') }],
  ['stylegan2 in parts', { model: small, train: { ...train, microBatch: 4 } }],
];

// the heap is that of the wasm engine
describe.runIf(testEngine === 'wasm')('the memory of a step', () => {
  it.each(cases)('of %s is estimated within a quarter', async (_, config) => {
    await useEngine(testEngine);
    const ratio = (await estimated(config)) / (await measured(config));
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });

  it('falls where the batch is taken in parts', async () => {
    const config: ExperimentInput = { model: small, train: { steps: 10, batch: 32 } };
    await useEngine(testEngine);
    const [whole, parts] = [
      await measured(config),
      await measured({ ...config, train: { ...config.train, microBatch: 4 } }),
    ];
    expect(parts).toBeLessThan(whole / 2);
  });
});

describe('an estimate', () => {
  it('leaves no tensor behind and changes no bit of what comes after it', async () => {
    await useEngine(testEngine);
    const config: ExperimentInput = { ...microOf('stylegan2'), plugins: ['glead', 'r1', 'zcr'] };
    const train2 = async (): Promise<string> => {
      const trainer = await trainerFor(config);
      for (let step = 0; step < 2; step += 1) await trainer.advance();
      const hash = await hashOf(trainer);
      trainer.dispose();
      return hash;
    };
    const before = await train2();
    const backend = tf.getBackend();
    const tensors = tf.memory().numTensors;
    await estimated(config);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.getBackend()).toBe(backend);
    expect(await train2()).toBe(before);
  });

  it('gives back tensors of the engine that it used', async () => {
    await useEngine(testEngine);
    const kept = tf.tensor1d([1, 2, 3]);
    await traceMemory(async () => tf.dispose(tf.square(kept)));
    expect([...(await tf.square(kept).data())]).toEqual([1, 4, 9]);
  });

  it('says which operation it does not know', async () => {
    await useEngine(testEngine);
    const backend = tf.getBackend();
    await expect(traceMemory(async () => tf.multinomial([0.5, 0.5], 3))).rejects.toThrow(/Multinomial/u);
    expect(tf.getBackend()).toBe(backend);
  });

  it('made by two at once is as each alone', async () => {
    const config: ExperimentInput = { model: small, train };
    const alone = await estimated(config);
    expect(await Promise.all([estimated(config), estimated(config)])).toEqual([alone, alone]);
  });
});
