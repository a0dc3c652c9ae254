import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeResults, type StudyResults } from '@ganreg/study';
import { commonProtocol, protocolHash, type Protocol } from '../../../packages/study/src/evaluation/protocol.ts';
import { plantedFactorial, plantedStudy, type PlantedStudy } from '../support/planted-study.ts';

describe('results of a factorial study with known effects', () => {
  let planted: PlantedStudy;
  let results: StudyResults;
  beforeAll(async () => {
    planted = await plantedFactorial();
    results = await writeResults(planted.folder);
  });
  afterAll(() => planted[Symbol.asyncDispose]());
  const table = (metric: string) => results.spaces[0]?.tables.find((each) => each.metric === metric);
  const row = (arm: string) => table('fd')?.rows.find((each) => each.arm === arm);

  it('recover what each arm gains over the baseline, although seeds differ by more', () => {
    for (const [arm, gain] of [
      ['glead', -6],
      ['ggdr', -5],
      ['glead+ggdr', -7],
      ['adaptivemix', -2],
      ['advas', -1],
    ] as const) {
      const { difference } = row(arm) ?? {};
      expect(difference?.n).toBe(6);
      expect(difference?.interval?.low).toBeLessThan(gain);
      expect(difference?.interval?.high).toBeGreaterThan(gain);
      expect((difference?.interval?.high ?? 0) - (difference?.interval?.low ?? 0)).toBeLessThan(3);
      expect(row(arm)?.sd).toBeGreaterThan(1.2);
    }
    expect(row('glead')?.difference).toMatchObject({ p: 2 / 64, attainable: 2 / 64, wins: 6, losses: 0 });
    expect(row('glead')?.difference?.holm).toBeGreaterThan(0.03);
    expect(row('glead')?.difference?.pairing?.correlation).toBeGreaterThan(0.8);
    expect(row('baseline')?.difference).toBeNull();
  });

  it('count lost runs and compare on the seeds that are left', () => {
    expect(row('adaptivemix+advas')).toMatchObject({ n: 4, lost: 2, difference: { n: 4, attainable: 0.125 } });
    expect(results.arms.find((arm) => arm.name === 'adaptivemix+advas')).toMatchObject({ finished: 4, diverged: 2 });
    expect(table('fd')?.effects?.seeds).toEqual([1, 2, 3, 4]);
  });

  it('recover interactions with their verdicts in every metric that has them', () => {
    for (const metric of ['fd', 'kid', 'precision', 'recall']) {
      const found = table(metric)?.effects?.interactions ?? [];
      const verdict = (pair: string) => found.find(({ factors }) => factors.join(' ') === pair)?.verdict;
      expect(verdict('glead ggdr')).toBe('redundant');
      expect(verdict('adaptivemix advas')).toBe('antagonistic');
    }
    const glead = table('fd')?.effects?.main[0];
    expect(glead?.interval?.low).toBeLessThan(-4);
    expect(glead?.interval?.high).toBeGreaterThan(-4);
  });

  it('separate sampling noise from training noise, and give studentized intervals from six seeds on', () => {
    expect(row('glead')?.samplingSd).toBeLessThan(0.05);
    expect(row('glead')?.trainingSd).toBeGreaterThan(1);
    const { interval, bootstrap } = row('glead') ?? {};
    expect(bootstrap?.low).toBeLessThan(row('glead')?.mean ?? 0);
    expect(bootstrap?.high).toBeGreaterThan(row('glead')?.mean ?? 0);
    expect(bootstrap).not.toEqual(interval);
  });

  it('are the same whenever they are computed, and say so in tables and lines', async () => {
    expect(JSON.stringify(await writeResults(planted.folder))).toBe(JSON.stringify(results));
    const text = await readFile(join(planted.folder, 'results.md'), 'utf8');
    expect(text).toContain('| glead × ggdr |');
    expect(text).toContain('redundant');
    expect(text).not.toContain('<script>');
    const equal = results.timings.equalSeconds;
    // the baseline is the quickest: 200 steps of 0.1 s
    expect(equal?.seconds).toBeCloseTo(20, 6);
    const slower = equal?.values.find((each) => each.arm === 'glead+ggdr+adaptivemix+advas' && each.metric === 'fd');
    expect(slower?.mean).toBeGreaterThan((row('glead+ggdr+adaptivemix+advas')?.mean ?? 0) + 1);
  });
});

describe('numbers of different protocols', () => {
  it('are refused in one table, with what differs', async () => {
    const planted = await plantedStudy({
      study: { arms: { one: [], two: ['ggdr'] }, seeds: 2 },
      value: () => ({ fd: 1, kid: 1, precision: 1, recall: 1 }),
    });
    const { spaces } = await writeResults(planted.folder);
    const [space] = spaces;
    const protocol = space?.protocol as Protocol;
    const other = { ...protocol, samples: 50, resize: 'bilinear' };
    expect(protocolHash(other)).not.toBe(protocolHash(protocol));
    expect(commonProtocol([protocol, { ...protocol }])).toBe(protocol);
    expect(() => commonProtocol([protocol, other])).toThrow(
      expect.objectContaining({
        code: 'STUDY_MIXED_PROTOCOLS',
        message: expect.stringContaining('samples: 1000 and 50'),
      }),
    );
    await planted[Symbol.asyncDispose]();
  });
});
