import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';

const config = (model: string, plugins: string) => `
engine: wasm
perceptual: mse
model: ${model}
train: { steps: 6, batch: 4 }
run: { samples: { every: 6, count: 4 } }
plugins: [${plugins}]
`;

let folder = '';
const visualize = (...args: readonly string[]) => ganreg(['visualize', ...args], { cwd: folder });
const train = async (name: string, model: string, plugins: string): Promise<void> => {
  await writeFile(join(folder, `${name}.yaml`), config(model, plugins));
  const { stderr } = await ganreg(['train', `${name}.yaml`, '--set', `run.folder=${name}`], { cwd: folder });
  expect(stderr).toBe('');
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-visualize-'));
  const dcgan = '{ use: dcgan, resolution: 16, channels: 1, latentSize: 8, width: 4 }';
  await train('redrawing', dcgan, 'glead');
  await train('plain', dcgan, '');
});
afterAll(() => rm(folder, { recursive: true }));

/** Bytes of a 16×16 image in a picture of images six times as large with gaps of two. */
const imageIn = async (file: string, row: number, column: number): Promise<readonly number[]> => {
  const { width, data } = decode(await readFile(join(folder, file)));
  const side = 16 * 6 + 2;
  const pixel = (y: number, x: number) => data[((2 + row * side + y * 6) * width + 2 + column * side + x * 6) * 3] ?? 0;
  return Array.from({ length: 256 }, (_, index) => pixel(Math.floor(index / 16), index % 16));
};
const distance = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;

describe('ganreg visualize', () => {
  it('draws images and what the generator makes of them, four rows of as many as asked for', async () => {
    const { status, stdout, stderr } = await visualize('redrawing', '--what', 'reconstructions', '--count', '3');
    expect([status, stderr]).toEqual([0, '']);
    const file = 'redrawing/pictures/reconstructions-000006.png';
    expect(stdout).toContain(file);
    const { width, height, channels } = decode(await readFile(join(folder, file)));
    expect([width, height, channels]).toEqual([3 * 98 + 2, 4 * 98 + 2, 3]);
    const [real, other, redrawn, generated] = [
      await imageIn(file, 0, 0),
      await imageIn(file, 0, 1),
      await imageIn(file, 1, 0),
      await imageIn(file, 2, 0),
    ];
    for (const each of [other, redrawn, generated]) expect(distance(real, each)).toBeGreaterThan(1);
  });

  it('draws where the discriminator looks, at the side asked for, over the images', async () => {
    await visualize('redrawing', '--what', 'attention', '--count', '2', '--out', 'four.png');
    await visualize('redrawing', '--what', 'attention', '--count', '2', '--resolution', '8', '--out', 'eight.png');
    const [four, eight] = [await imageIn('four.png', 1, 0), await imageIn('eight.png', 1, 0)];
    expect(await imageIn('four.png', 0, 0)).toEqual(await imageIn('eight.png', 0, 0));
    expect(distance(four, eight)).toBeGreaterThan(1);
    expect(distance(four, await imageIn('four.png', 0, 0))).toBeGreaterThan(1);
  });

  it('labels the rows in an SVG file', async () => {
    await visualize('plain', '--what', 'attention', '--count', '2', '--out', 'labelled.svg');
    const svg = await readFile(join(folder, 'labelled.svg'), 'utf8');
    for (const label of ['real', 'attention 4×4', 'generated']) expect(svg).toContain(`>${label}</text>`);
    expect(svg.match(/data:image\/png;base64,/gu)).toHaveLength(4);
  });

  it('draws realness scores of one run, and compares those of several', async () => {
    const one = await visualize('plain', '--what', 'realness');
    expect(one.tensorflow).toBe(false);
    const svg = await readFile(join(folder, 'plain/pictures/realness.svg'), 'utf8');
    for (const text of ['realness score: plain', 'real', 'generated']) expect(svg).toContain(`>${text}</text>`);
    await visualize('plain', 'redrawing', '--what', 'realness', '--out', 'both.svg');
    const both = await readFile(join(folder, 'both.svg'), 'utf8');
    for (const text of ['reals', 'generated', 'plain', 'redrawing']) expect(both).toContain(`>${text}</text>`);
  });

  it('smooths the scores as much as asked for', async () => {
    const drawn = async (smoothing: string): Promise<string> => {
      await visualize('plain', '--what', 'realness', '--smoothing', smoothing, '--out', 's.svg');
      return readFile(join(folder, 's.svg'), 'utf8');
    };
    expect(await drawn('0')).not.toBe(await drawn('0.9'));
  });

  it.each([
    [['plain', '--what', 'reconstructions'], 'PLAN_MISSING_HEAD'],
    [['plain', '--what', 'attention', '--resolution', '5'], 'it has 4, 8'],
    [['plain', '--what', 'dreams'], 'reconstructions, realness, attention'],
    [['plain'], '--what'],
    [['plain', '--what', 'realness', '--out', 'x.png'], 'PICTURE_ENDING at --out'],
    [['plain', 'redrawing', '--what', 'attention', '--out', 'x.png'], 'PICTURE_ONE_FILE at --out'],
    [['plain', '--what', 'realness', '--smoothing', '1'], 'from 0 up to'],
    [['nowhere', '--what', 'realness'], 'RUN_NOT_FOUND'],
  ])('refuses %j readably', async (args, says) => {
    const { status, stderr } = await visualize(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });

  it('says that points cannot be looked at', async () => {
    await writeFile(
      join(folder, 'points.yaml'),
      'data: mixture-8\nengine: wasm\nmodel: mlp\ntrain: { steps: 1, batch: 4 }\n',
    );
    await ganreg(['train', 'points.yaml', '--set', 'run.folder=points'], { cwd: folder });
    const { status, stderr } = await visualize('points', '--what', 'attention');
    expect([status, stderr]).toEqual([2, expect.stringContaining('PICTURE_NEEDS_IMAGES')]);
  });
});
