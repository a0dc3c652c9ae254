import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GanregError } from '@ganreg/core';
import { encodePng } from '@ganreg/core/node';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIdxImages } from '../../../packages/core/src/node/data/idx-format.ts';
import { parseNpyImages } from '../../../packages/core/src/node/data/npy-format.ts';
import { listZip, readZip } from '../../../packages/core/src/node/data/zip-format.ts';
import { decodeImage } from '../../../packages/core/src/node/images/decode-image.ts';
import { readNewestCheckpoint, writeCheckpoint } from '../../../packages/core/src/node/run/checkpoints.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../packages/core/src/node/run/safetensors.ts';
import { npyOf, zipOf } from '../../support/archives.ts';
import { counterexample } from '../../support/counterexample.ts';
import { damaged } from '../../support/damage.ts';
import { jpeg, webp } from '../../support/pictures.ts';

/** GANREG_FUZZ_FILES=15000 tries more than a hundred thousand damaged files. */
const numRuns = Number(process.env['GANREG_FUZZ_FILES'] ?? 150);

/** Reads it or says what is wrong, in words of ours. */
const readsOrExplains = async (read: () => unknown, explained: (error: unknown) => boolean): Promise<boolean> => {
  try {
    await read();
    return true;
  } catch (error) {
    return explained(error);
  }
};
const isOurs = (error: unknown): boolean =>
  error instanceof GanregError && error.path?.startsWith('x.') === true && error.fix !== undefined;
/** The name of a plain Error: nothing that an engine throws by itself. */
const isPlain = (error: unknown): boolean => error instanceof Error && error.constructor === Error;

const pixels = Uint8Array.from({ length: 2 * 4 * 3 }, (_, index) => index * 10);
const idx = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3, ...pixels]);
const png = encodePng(pixels.subarray(0, 12), { width: 4, height: 3, channels: 1 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-damaged-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a damaged file is read or explained, never a crash:', { timeout: 900_000 }, () => {
  it.each<[string, Uint8Array, (bytes: Uint8Array) => unknown]>([
    ['IDX', idx, (bytes) => parseIdxImages(bytes, 'x.idx')],
    ['npy', npyOf([2, 4, 3], pixels), (bytes) => parseNpyImages(bytes, 'x.npy')],
    ['PNG', png, (bytes) => decodeImage(bytes, 'x.png', 2 ** 16)],
    ['JPEG', jpeg, (bytes) => decodeImage(bytes, 'x.jpg', 2 ** 16)],
    ['WebP', webp, (bytes) => decodeImage(bytes, 'x.webp', 2 ** 16)],
  ])('%s', async (_, whole, read) => {
    const property = fc.asyncProperty(damaged(whole), (bytes) => readsOrExplains(() => read(bytes), isOurs));
    expect(await counterexample(property, numRuns)).toBeUndefined();
  });

  it('zip', async () => {
    const file = join(folder, 'x.zip');
    const property = fc.asyncProperty(damaged(zipOf({ 'one.png': png, 'folder/two.png': png })), async (bytes) => {
      await writeFile(file, bytes);
      const handle = await open(file);
      try {
        return await readsOrExplains(async () => {
          for (const entry of await listZip(handle, 'x.zip')) await readZip(handle, entry, 'x.zip');
        }, isOurs);
      } finally {
        await handle.close();
      }
    });
    expect(await counterexample(property, numRuns)).toBeUndefined();
  });

  const tensors = new Map([
    ['generator/kernel', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['bias', { shape: [2], values: Float32Array.of(7, 8) }],
  ]);

  it('safetensors', async () => {
    const property = fc.asyncProperty(damaged(encodeSafetensors(tensors)), (bytes) =>
      readsOrExplains(() => decodeSafetensors(bytes), isPlain),
    );
    expect(await counterexample(property, numRuns)).toBeUndefined();
  });

  it('a checkpoint’s state.json whose checksum fits', async () => {
    const checkpoints = join(folder, 'checkpoints');
    for (const step of [1, 2]) await writeCheckpoint(checkpoints, step, { tensors, values: { step, attempt: 0 } }, 2);
    const file = join(checkpoints, '2', 'state.json');
    const property = fc.asyncProperty(damaged(await readFile(file)), async (bytes) => {
      const text = Buffer.from(bytes).toString('utf8');
      await writeFile(file, text);
      await writeFile(join(checkpoints, '2', 'state.sha256'), createHash('sha256').update(text).digest('hex'));
      return readsOrExplains(
        async () => {
          const { step, snapshot } = await readNewestCheckpoint(checkpoints);
          if (!Number.isSafeInteger(step) || typeof snapshot?.values !== 'object') throw new TypeError('half read');
        },
        (error) => error instanceof GanregError && error.code === 'RUN_NEWER',
      );
    });
    expect(await counterexample(property, Math.min(numRuns, 2000))).toBeUndefined();
  });

  it.each(['tensors.safetensors', 'state.json', 'state.sha256'])(
    'a checkpoint’s %s, and the checkpoint before it is taken',
    async (name) => {
      const checkpoints = join(folder, `checkpoints-${name}`);
      for (const step of [1, 2]) await writeCheckpoint(checkpoints, step, { tensors, values: { step } }, 2);
      const file = join(checkpoints, '2', name);
      const whole = await readFile(file);
      const property = fc.asyncProperty(damaged(whole), async (bytes) => {
        await writeFile(file, bytes);
        const { step, broken } = await readNewestCheckpoint(checkpoints);
        // white space around a checksum does no harm
        const isHarmless =
          whole.equals(bytes) ||
          (name === 'state.sha256' && Buffer.from(bytes).toString().trim() === whole.toString().trim());
        return step === (isHarmless ? 2 : 1) && broken.length === (isHarmless ? 0 : 1);
      });
      expect(await counterexample(property, Math.min(numRuns, 400))).toBeUndefined();
    },
  );
});
