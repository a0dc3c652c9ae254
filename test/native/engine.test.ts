import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, root } from '../numerics/support/built.ts';

const compiler = ['c++', 'g++', 'clang++'].find((name) => spawnSync(name, ['--version']).status === 0);

let cache = '';
beforeAll(() => {
  build('bench');
  cache = mkdtempSync(join(tmpdir(), 'ganreg-native-'));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** What a module prints that runs in a process of its own, with `@ganreg/native` found in this repository. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const env = { ...process.env, GANREG_NATIVE: root, GANREG_TFJS_NODE: cache, GANREG_CACHE: cache, ...environment };
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', env }).trim();
}

const hash = (engine: string, threads: number, environment?: Readonly<Record<string, string>>): string =>
  run(['bench/dist/support/train-hash.js', engine, '10', String(threads)], environment);

/** Asks for `auto`, takes one gradient and says which engine it was. */
const auto = `
  import * as tf from '@tensorflow/tfjs-core';
  import { useEngine } from '@ganreg/numerics';
  const { name, why } = await useEngine('auto');
  const slope = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3]));
  console.log(JSON.stringify({ name, why, slope: slope.dataSync()[0] }));
  process.exit(0);
`;
const choose = (environment?: Readonly<Record<string, string>>): unknown =>
  JSON.parse(run(['--input-type=module', '--eval', auto], environment));

describe('a machine without a compiler', () => {
  it('computes on wasm and says why', () => {
    const place = mkdtempSync(join(cache, 'bare-'));
    expect(choose({ PATH: place, CXX: '', GANREG_CACHE: place })).toEqual({
      name: 'wasm',
      slope: 6,
      why: expect.stringMatching(/not wasm\+native: no C\+\+ compiler: c\+\+, clang\+\+, g\+\+ are not on the path/),
    });
  });
});

describe.runIf(compiler)('the engine wasm+native', () => {
  it('is what auto takes, compiled on first use, and leaves nothing half-made', () => {
    expect(choose()).toEqual({ name: 'wasm+native', why: expect.stringMatching(/fastest that passed/), slope: 6 });
    expect(readdirSync(join(cache, 'native'))).toEqual([expect.stringMatching(/^ganreg-[0-9a-f]{16}\.node$/)]);
  });

  it('trains to the same bits with any number of threads and any width of vectors', () => {
    const one = hash('wasm+native', 1);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect([hash('wasm+native', 2), hash('wasm+native', 4)]).toEqual([one, one]);
    const inUse = run([
      '--input-type=module',
      '--eval',
      `const { useEngine } = await import('@ganreg/numerics');
       console.log((await useEngine('wasm+native')).versions.instructions); process.exit(0);`,
    ]);
    const narrower = inUse === 'avx512' ? 'avx2' : inUse;
    expect(hash('wasm+native', 1, { GANREG_INSTRUCTIONS: narrower })).toBe(one);
  });

  it('leaves wasm as it is', () => {
    const both = `
      import * as tf from '@tensorflow/tfjs-core';
      import { useEngine } from '@ganreg/numerics';
      const hill = () => {
        const x = tf.randomUniform([2, 9, 9, 5], -1, 1, 'float32', '7');
        return [...tf.conv2d(x, tf.randomUniform([3, 3, 5, 7], -1, 1, 'float32', '8'), 1, 'same').dataSync()].join();
      };
      await useEngine('wasm');
      const before = hill();
      await useEngine('wasm+native');
      const between = hill();
      await useEngine('wasm');
      console.log(before === hill(), before === between);
      process.exit(0);
    `;
    expect(run(['--input-type=module', '--eval', both]).split(' ')[0]).toBe('true');
  });

  it('refuses what lies outside of the heap, in every kernel, and writes nothing', () => {
    // addresses and sizes of 400 in a heap of 1,024 bytes, but for what says which operation is meant
    const refusals = `
      import { loadNative } from ${JSON.stringify(join(root, 'packages/native/dist/index.js'))};
      const { kernels } = await loadNative();
      const meaning = { combine: { 3: 0, 11: 1, 15: 1 }, apply: { 2: 0 }, perChannel: { 5: 0 }, fir: { 11: 4 } };
      for (const [name, run] of Object.entries(kernels)) {
        const heap = new Uint8Array(1024).fill(7);
        const numbers = new Float64Array(64).fill(400);
        Object.assign(numbers, meaning[name]);
        let refusal = 'none';
        try {
          run(heap, numbers);
        } catch (error) {
          refusal = error.name + ': ' + error.message;
        }
        console.log(name, refusal, heap.every((byte) => byte === 7));
      }
      process.exit(0);
    `;
    const lines = run(['--input-type=module', '--eval', refusals]).split('\n');
    expect(lines.length).toBe(13);
    for (const line of lines) expect(line).toMatch(/^\w+ RangeError: outside the heap true$/);
  });

  it('says that memory is out, and computes on', () => {
    // what each of 2^24 places gives to each of 2^22 taps is more than an address can name
    const beyond = `
      import * as tf from '@tensorflow/tfjs-core';
      import { useEngine } from '@ganreg/numerics';
      await useEngine({ use: 'wasm+native', threads: 2 });
      const [gradient, filter] = [tf.ones([1, 4096, 4096, 1]), tf.ones([2048, 2048, 1, 1])];
      const small = tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', '7');
      const hill = () => tf.conv2dTranspose(small, tf.ones([3, 3, 3, 3]), [1, 32, 32, 3], 1, 'same').dataSync().join();
      const before = hill();
      const { numTensors, numBytes } = tf.memory();
      let refusal = {};
      try {
        tf.conv2dTranspose(gradient, filter, [1, 4096, 4096, 1], 1, 'same');
      } catch ({ name, code, message }) {
        refusal = { name, code, message };
      }
      const isKept = tf.memory().numTensors === numTensors && tf.memory().numBytes === numBytes;
      console.log(JSON.stringify({ ...refusal, isKept, isSame: before === hill() }));
      process.exit(0);
    `;
    expect(JSON.parse(run(['--input-type=module', '--eval', beyond]))).toEqual({
      name: 'EngineError',
      code: 'out-of-memory',
      message: expect.stringMatching(/^No memory for the native kernel gradientToImage: .* Use a smaller batch/),
      isKept: true,
      isSame: true,
    });
  });

  it.each([
    ['is no library', 'not a library', /compiled kernels do not load: .*Delete .* to have them compiled again/],
    ['crashes', undefined, /its trial run ended with SIG(SEGV|ILL|ABRT|BUS)/],
  ])('is passed over, with the reason, when its binary %s', (_, content, why) => {
    const place = mkdtempSync(join(cache, 'broken-'));
    const [file = ''] = readdirSync(join(cache, 'native'));
    const broken = join(place, 'native', file);
    mkdirSync(join(place, 'native'));
    if (content === undefined) {
      const source = join(place, 'crash.c');
      writeFileSync(source, '__attribute__((constructor)) static void crash(void) { __builtin_trap(); }');
      execFileSync('cc', ['-shared', '-fPIC', source, '-o', broken]);
    } else writeFileSync(broken, content);
    expect(choose({ GANREG_CACHE: place })).toEqual({ name: 'wasm', slope: 6, why: expect.stringMatching(why) });
  });

  it('says what the compiler said', () => {
    const place = mkdtempSync(join(cache, 'refused-'));
    const compilerThatRefuses = join(place, 'refuse');
    writeFileSync(compilerThatRefuses, '#!/bin/sh\necho "x.cc:1: error: no such thing" >&2; exit 1\n', { mode: 0o755 });
    expect(choose({ CXX: compilerThatRefuses, GANREG_CACHE: place })).toMatchObject({
      name: 'wasm',
      why: expect.stringMatching(/does not compile the kernels: x\.cc:1: error: no such thing/),
    });
  });
});
