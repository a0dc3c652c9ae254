import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experimentSchema, type Dataset } from '@ganreg/core';
import { encodePng, nodeCatalogue } from '@ganreg/core/node';
import { openData } from '@ganreg/core/node/open';
import { evaluate, type EvaluateRequest } from '@ganreg/study/evaluate';
import { cli, micro, toy, workplace, type Workplace } from '../support/workplace.ts';
import { testEngine as engine } from '../../support/experiment.ts';

/** Nothing of a test stays in the user's cache. */
const cache = 'GANREG_CACHE';

const patient = { timeout: 300_000 };

describe('ganreg evaluate', patient, () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
    process.env[cache] = join(place.folder, 'cache');
    const real = (await openData(experimentSchema.parse({}), '.', 28, 'test')) as Dataset;
    const folders = { good: (value: number) => value, inverted: (value: number) => 255 - value };
    for (const [name, change] of Object.entries(folders)) {
      await mkdir(join(place.folder, name));
      for (let index = 0; index < 60; index += 1) {
        const png = encodePng(real.image(index + 400).map(change), { width: 28, height: 28, channels: 1 });
        await writeFile(join(place.folder, name, `${index}.png`), png);
      }
    }
    await mkdir(join(place.folder, 'jpeg'));
    await writeFile(join(place.folder, 'jpeg', '0.jpg'), 'whatever it holds');
  }, patient.timeout);
  afterAll(async () => {
    delete process.env[cache];
    await place[Symbol.asyncDispose]();
  });

  const measure = (path: string, { against, ...more }: Partial<EvaluateRequest> = {}) =>
    evaluate({
      path: join(place.folder, path),
      catalogueFor: (project) => nodeCatalogue(project, [cli]),
      engine,
      ...(against === 'inverted' ? { against: join(place.folder, against) } : { against }),
      ...more,
    });

  it('measures a folder of images from anywhere in several spaces at once, each number with its protocol and its floor', async () => {
    const asked = { against: 'embedded', reference: 200, spaces: ['random', 'efficientnet-lite0'] };
    const good = await measure('good', asked);
    const inverted = await measure('inverted', { ...asked, metrics: ['fd', 'precision'] });
    expect(good.spaces.map(({ protocol }) => protocol.space)).toEqual(['random@32', 'efficientnet-lite0@64']);
    for (const [index, { protocol, protocolHash, metrics }] of good.spaces.entries()) {
      expect(protocol).toMatchObject({
        samples: 60,
        quantised: 'uint8',
        resize: expect.stringContaining('antialiased'),
        reference: { name: 'embedded', count: 200, hash: expect.stringMatching(/^[0-9a-f]{64}$/u) },
        floor: { name: 'embedded (test)', count: 60 },
        weightsHash: expect.stringMatching(/^[0-9a-f]{64}$/u),
      });
      expect(metrics.map(({ metric }) => metric)).toEqual(['fd', 'kid', 'precision', 'recall', 'density', 'coverage']);
      expect(metrics[0]?.name).toBe(`FD[${protocol.space}, n=60, embedded ${protocol.reference.hash.slice(0, 8)}]`);
      // real images that nobody trained on: as near as the floor
      expect(metrics[0]?.value).toBeLessThan(1.5 * (metrics[0]?.floor ?? 0));
      const other = inverted.spaces[index];
      expect(other?.protocolHash).toBe(protocolHash);
      expect(other?.metrics[0]?.value).toBeGreaterThan(3 * (metrics[0]?.value ?? Infinity));
      expect(other?.metrics[1]?.value).toBeLessThan(0.5);
    }
  });

  it('prints a table with the protocol below it', async () => {
    const { stdout } = await place.run('evaluate', 'good', '--against', 'inverted', '--space', 'random');
    expect(stdout).toMatch(/^metric\s+value\s+real against real\s+better$/mu);
    expect(stdout).toMatch(/^fd\s+[\d.]+\s+–\s+lower$/mu);
    expect(stdout).toMatch(/^reference\s+inverted, 60, [0-9a-f]{12}$/mu);
    expect(stdout).toContain('floor      none: too few real images to hold some out');
    expect(stdout).not.toContain('FID');
  });

  it('measures a run and each of its checkpoints against what it learned from', async () => {
    await place.write('run.yaml', micro.replace('every: 40, keep: 2', 'every: 20, keep: 2'));
    await place.run('train', 'run.yaml', '--set', 'run.folder=run');
    const asked = { count: 40, reference: 100, spaces: ['random'] };
    const [newest, last, earlier] = [
      await measure('run', asked),
      await measure('run/checkpoints/40', asked),
      await measure('run/checkpoints/20', asked),
    ];
    expect(newest.subject).toBe('baseline, step 40');
    expect(last).toEqual(newest);
    expect(earlier.subject).toBe('baseline, step 20');
    expect(earlier.spaces[0]?.metrics[0]?.value).not.toBe(newest.spaces[0]?.metrics[0]?.value);
    const twice = await measure('run', { ...asked, samplings: 2 });
    const [fd] = twice.spaces[0]?.metrics ?? [];
    expect(fd?.values).toHaveLength(2);
    expect(fd?.values[0]).toBe(newest.spaces[0]?.metrics[0]?.value);
    expect(fd?.value).toBeCloseTo(((fd?.values[0] ?? 0) + (fd?.values[1] ?? 0)) / 2, 9);
  });

  it('counts the modes of a toy, in the plane itself', async () => {
    await place.write('toy.yaml', toy);
    await place.run('train', 'toy.yaml', '--set', 'run.folder=toy');
    const { spaces } = await measure('toy', { count: 200 });
    const value = (metric: string) => spaces[0]?.metrics.find((each) => each.metric === metric);
    expect(spaces[0]?.protocol).toMatchObject({ space: 'points', quantised: 'no' });
    expect(value('modes')?.floor).toBe(8);
    expect(value('quality')?.floor).toBeGreaterThan(0.97);
    expect(value('quality')?.value).toBeLessThan(0.9);
  });

  it.each([
    ['a folder without a reference', 'good', {}, 'EVALUATE_NEEDS_REFERENCE', '--against'],
    ['JPEG samples', 'jpeg', { against: 'embedded' }, 'EVALUATE_LOSSY', '--lossy'],
    ['more samples than there are', 'good', { against: 'embedded', count: 61 }, 'EVALUATE_TOO_FEW', '--count 60'],
    ['an unknown space', 'good', { against: 'embedded', spaces: ['randm'] }, 'STUDY_UNKNOWN_SPACE', 'known: '],
    ['points for images', 'good', { against: 'mixture-8' }, 'EVALUATE_NEEDS_IMAGES', 'compare them with images'],
    ['metrics of a toy', 'good', { against: 'embedded', metrics: ['modes'] }, 'STUDY_METRIC', 'mixture-8'],
  ] as const)('refuses %s, with a way out', async (_, path, request, code, way) => {
    await expect(measure(path, request)).rejects.toMatchObject({ code, fix: expect.stringContaining(way) });
  });
});
