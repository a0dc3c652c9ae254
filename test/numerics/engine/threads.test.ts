import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { withSharedMemory } from '../../../packages/numerics/src/wasm/threads/shared-binary.ts';
import { build, runModule, runScript } from '../support/built.ts';

describe('wasm in several threads', () => {
  beforeAll(() => build('bench'));

  it('ends twenty steps of a DCGAN with R1 with the bits of one thread', () => {
    const train = (threads: number): string =>
      runScript('bench/dist/support/train-hash.js', 'wasm', '20', String(threads), '8', '64').trim();
    const alone = train(1);
    expect(alone).toMatch(/^[0-9a-f]{64}$/);
    expect([train(2), train(5)]).toEqual([alone, alone]);
  });

  it('multiplies like one thread whatever the sizes, and lets the process end', () => {
    const products = (threads: number): string =>
      runModule(`
        import { createHash } from 'node:crypto';
        import * as tf from '@tensorflow/tfjs-core';
        import { createRandom, normalTensor, useEngine } from '@ganreg/numerics';
        const { threads } = await useEngine({ use: 'wasm', threads: ${threads} });
        const hash = createHash('sha256');
        for (const [index, [m, k, n]] of [[700, 90, 33], [129, 1030, 1029], [4000, 5, 64], [33, 600, 600]].entries()) {
          const draws = createRandom(1).stream('product').at(index);
          const product = tf.matMul(normalTensor(draws, [m, k]), normalTensor(draws, [k, n]));
          hash.update(new Uint8Array((await product.data()).buffer));
        }
        console.log(threads, hash.digest('hex'));
      `).trim();
    const [one, several] = [products(1), products(3)];
    expect(several).toBe(one.replace(/^1/u, '3'));
  });

  it('says why there is one where the engine was started before', () => {
    const said = runModule(`
      import { useEngine } from '@ganreg/numerics';
      await useEngine({ use: 'wasm', threads: 1 });
      const { threads, note } = await useEngine({ use: 'wasm', threads: 2 });
      console.log(threads, note);
    `);
    expect(said.trim()).toBe('1 the engine has been started with a memory of its own');
  });

  it('needs a module whose memory has a largest size', () => {
    const path = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    const module = readFileSync(path.replace(/[^/\\]*$/u, 'tfjs-backend-wasm-simd.wasm'));
    const shared = withSharedMemory(module)!;
    expect(shared.filter((byte, index) => byte !== module[index])).toHaveLength(1);
    expect(withSharedMemory(shared)).toBeUndefined();
    expect(withSharedMemory(module.subarray(0, 8))).toBeUndefined();
  });
});
