import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { useEngine } from '@ganreg/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';

const config = {
  engine: process.env.GANREG_ENGINE ?? 'wasm',
  model: { use: 'mlp', latentSize: 4 },
  data: 'mixture-8',
  train: { steps: 4, batch: 8, ema: 10 },
};

let folder = '';
beforeAll(async () => {
  await useEngine('wasm');
  folder = await mkdtemp(join(tmpdir(), 'ganreg-export-'));
  await writeFile(join(folder, 'my.json'), JSON.stringify(config));
  const { stderr } = await ganreg(['train', 'my.json', '--json', '--set', 'run.folder=run'], { cwd: folder });
  if (stderr !== '') throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true }));

describe('ganreg export', () => {
  it('writes safetensors whose header and data any reader of the format takes apart', async () => {
    const { stdout, status } = await ganreg(['export', 'run', '--out', 'one'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toContain(join('one', 'weights.safetensors'));
    const bytes = await readFile(join(folder, 'one', 'weights.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
      string,
      { shape: number[]; data_offsets: number[] }
    >;
    const sizes = Object.values(header).map(({ shape }) => 4 * shape.reduce((product, side) => product * side, 1));
    expect(Object.values(header).map(({ data_offsets: [from, to] }) => to! - from!)).toEqual(sizes);
    expect(bytes).toHaveLength(8 + length + sizes.reduce((sum, size) => sum + size, 0));
    expect(Object.keys(header).every((name) => name.startsWith('parameters/') || name.startsWith('buffers/'))).toBe(
      true,
    );
    const model = JSON.parse(await readFile(join(folder, 'one', 'model.json'), 'utf8')) as object;
    expect(model).toMatchObject({ family: 'mlp', latentSize: 4, step: 4, part: 'generator' });
  });

  it('writes weights that TensorFlow.js decodes, the same numbers', async () => {
    await ganreg(['export', 'run', '--format', 'tfjs', '--part', 'all', '--out', 'two'], { cwd: folder });
    await ganreg(['export', 'run', '--part', 'all', '--out', 'three'], { cwd: folder });
    const [{ weights }] = JSON.parse(await readFile(join(folder, 'two', 'weights_manifest.json'), 'utf8')) as [
      { weights: tf.io.WeightsManifestEntry[] },
    ];
    const data = await readFile(join(folder, 'two', 'weights.bin'));
    const decoded = tf.io.decodeWeights(new Uint8Array(data).buffer, weights);
    const bytes = await readFile(join(folder, 'three', 'weights.safetensors'));
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { data_offsets: [number, number] }>;
    expect(Object.keys(decoded).toSorted()).toEqual(Object.keys(header).toSorted());
    expect(Object.keys(decoded).some((name) => name.startsWith('discriminator/'))).toBe(true);
    for (const [name, tensor] of Object.entries(decoded)) {
      const [from, to] = header[name]!.data_offsets;
      const values = new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
      expect([...tensor.dataSync()]).toEqual([...values]);
    }
    tf.dispose(decoded);
  });

  it('says that there is nothing to export where there is no run', async () => {
    const { status, stderr } = await ganreg(['export', 'nowhere'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain('RUN_NOT_FOUND');
  });
});
