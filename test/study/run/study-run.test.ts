import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandResult } from '../../support/command.ts';
import { micro, timeless, toy, workplace, type Workplace } from '../support/workplace.ts';

const config = `${toy}
study:
  arms: { baseline: [], noop: [./noop.ts], r1: [{ use: r1, weight: 0.5 }] }
  seeds: 2
  metrics: [fd, kid, precision, recall, density, coverage, modes, quality]
  evaluate: { count: 200, reference: 400, every: 50% }
`;

interface Event {
  readonly event: string;
  readonly run?: { readonly arm: string; readonly seed: number; readonly state: string };
}

const events = (stdout: string): readonly Event[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
const begun = (stdout: string): readonly string[] => [
  ...new Set(events(stdout).flatMap(({ run }) => (run?.state === 'running' ? [`${run.arm}/${run.seed}`] : []))),
];

/** Every test starts processes, on machines that may do other things too. */
const patient = { timeout: 300_000 };

describe('ganreg study', patient, () => {
  let place: Workplace;
  let first: CommandResult;
  beforeAll(async () => {
    place = await workplace();
    await place.write('small.yaml', config);
    first = await place.run('study', 'small.yaml', '--workers', '2');
  }, patient.timeout);
  afterAll(() => place[Symbol.asyncDispose]());

  it('measures every arm on every seed, beside real against real', async () => {
    expect(first).toMatchObject({ status: 0, stderr: '', tensorflow: false });
    const { spaces, runs, arms, environment } = await place.results('small');
    expect(runs.map(({ arm, seed, state }) => `${arm}/${seed} ${state}`)).toEqual(
      ['baseline', 'noop', 'r1'].flatMap((arm) => [`${arm}/1 finished`, `${arm}/2 finished`]),
    );
    expect(arms.map((arm) => arm.finished)).toEqual([2, 2, 2]);
    expect(environment?.data.name).toBe('mixture-8');
    const [space] = spaces;
    expect(space?.protocol).toMatchObject({ space: 'points', samples: 200, reference: { count: 400 } });
    expect(space?.tables.map((table) => table.metric)).toHaveLength(8);
    for (const { rows, floor } of space?.tables ?? []) {
      expect(Number.isFinite(floor)).toBe(true);
      for (const row of rows) expect(row).toMatchObject({ n: 2, lost: 0, mean: expect.any(Number) });
    }
    const [distances, modes] = [space?.tables[0], space?.tables[6]];
    expect(distances?.floor).toBeLessThan((distances?.rows[0]?.mean ?? 0) / 5);
    expect(modes?.floor).toBe(8);
    for (const run of runs) {
      expect(run.samplings).toHaveLength(2);
      expect(run.samplings[0]).not.toEqual(run.samplings[1]);
      expect(run.curve.map((point) => point.step)).toEqual([15, 30]);
    }
  });

  it('starts all arms of a seed from the same bits, and other seeds from others', async () => {
    const { starts, runs } = await place.results('small');
    expect(starts).toEqual([
      { seed: 1, arms: 3, identical: true },
      { seed: 2, arms: 3, identical: true },
    ]);
    const [one, two] = [1, 2].map((seed) => runs.find((run) => run.seed === seed)?.start);
    for (const part of ['weights', 'batch', 'latents'] as const) expect(one?.[part]).not.toBe(two?.[part]);
  });

  it('gives an arm with a plugin that does nothing the numbers of the baseline, bit for bit', async () => {
    const { runs, spaces } = await place.results('small');
    for (const seed of [1, 2]) {
      const [baseline, noop, r1] = runs.filter((run) => run.seed === seed);
      expect(noop?.sha256).toBe(baseline?.sha256);
      expect(noop?.samplings).toEqual(baseline?.samplings);
      expect(noop?.curve).toEqual(baseline?.curve);
      expect(r1?.sha256).not.toBe(baseline?.sha256);
    }
    const difference = spaces[0]?.tables[0]?.rows[1]?.difference;
    expect(difference).toMatchObject({ mean: 0, p: 1, wins: 0, losses: 0, draws: 2, attainable: 0.5 });
  });

  it('writes tables for people and for machines', async () => {
    const folder = join(place.folder, 'runs', 'small');
    const text = await readFile(join(folder, 'results.md'), 'utf8');
    expect(text).toContain('### FD\\[points, n=200, mixture-8');
    expect(text).toContain('Real against real');
    expect(text).toContain('cannot fall below 0.5');
    const lines = (await readFile(join(folder, 'results.csv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(1 + 6 * 2 * 8);
    const { runs } = await place.results('small');
    const [, , , , , , , value] =
      lines.find((line) => line.startsWith('r1,2,finished,30,points,fd,1,'))?.split(',') ?? [];
    expect(Number(value)).toBe(runs.at(-1)?.samplings[1]?.['points']?.fd);
  });

  it('does the same to images, seen by the vendored network', async () => {
    await place.write(
      'images.yaml',
      `${micro}
study:
  arms: { baseline: [], noop: [./noop.ts], ggdr: [ggdr] }
  seeds: [7]
  metrics: [fd, kid]
  evaluate: { count: 20, reference: 40, every: 50%, samplings: 1 }
`,
    );
    expect(await place.run('study', 'images.yaml')).toMatchObject({ status: 0, stderr: '' });
    const { runs, spaces, starts } = await place.results('images');
    expect(starts).toEqual([{ seed: 7, arms: 3, identical: true }]);
    expect(runs[1]?.samplings).toEqual(runs[0]?.samplings);
    expect(runs[1]?.sha256).toBe(runs[0]?.sha256);
    expect(runs[2]?.samplings).not.toEqual(runs[0]?.samplings);
    expect(spaces[0]?.protocol).toMatchObject({
      space: 'efficientnet-lite0@64',
      quantised: 'uint8',
      weightsHash: expect.stringMatching(/^[0-9a-f]{64}$/u),
      floor: { name: 'embedded (test)', count: 20 },
    });
    expect(spaces[0]?.tables[0]?.rows[0]?.mean).toBeGreaterThan(spaces[0]?.tables[0]?.floor ?? Infinity);
    // the reference and the held-out images, kept for next time
    expect((await readdir(join(place.folder, 'runs', 'images', 'features'))).toSorted()).toHaveLength(4);
  });

  it('does nothing twice, and the same with one worker as with two', async () => {
    const before = await place.results('small');
    const again = await place.run('study', 'small.yaml', '--json');
    expect(begun(again.stdout)).toEqual([]);
    expect(await place.results('small')).toEqual(before);
    const alone = await place.run('study', 'small.yaml', '--workers', '1', '--set', 'run.folder=runs/alone');
    expect(alone.status).toBe(0);
    expect(timeless({ ...(await place.results('alone')), name: 'small' })).toEqual(timeless(before));
  });

  it('grows: more seeds and arms train only what is new, another protocol measures the ends again', async () => {
    const before = await place.results('small');
    const more = await place.run(
      'study',
      'small.yaml',
      '--json',
      '--set',
      'study.seeds=3',
      '--set',
      'study.metrics=["fd"]',
    );
    expect(begun(more.stdout)).toEqual(['baseline/3', 'noop/3', 'r1/3']);
    const grown = await place.results('small');
    expect(grown.runs.filter((run) => run.seed < 3).map((run) => run.samplings)).toEqual(
      before.runs.map((run) => run.samplings.map(({ points }) => ({ points }))),
    );
    const changed = await place.run('study', 'small.yaml', '--json', '--set', 'study.evaluate.count=100');
    expect(changed.status).toBe(0);
    const measured = await place.results('small');
    expect(measured.spaces[0]?.protocol.samples).toBe(100);
    expect(measured.runs.map((run) => run.sha256)).toEqual(before.runs.map((run) => run.sha256));
    expect(measured.runs[0]?.curve.map((point) => point.step)).toEqual([30]);
  });
});
