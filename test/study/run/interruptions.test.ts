import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ganreg/numerics/random';
import { follow } from '../../support/follow.ts';
import { timeless, toy, workplace, type Workplace } from '../support/workplace.ts';

/** Processes that hold a run's folder. */
const holders = async (study: string): Promise<readonly number[]> => {
  const files = await readdir(study, { recursive: true }).catch(() => []);
  const texts = await Promise.all(
    files
      .filter((file) => file.endsWith('lock.json') && file !== 'lock.json')
      .map((file) => readFile(join(study, file), 'utf8').catch(() => '')),
  );
  return texts.flatMap((text) => /"pid":(\d+)/u.exec(text)?.slice(1).map(Number) ?? []);
};

const kill = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
};

/** Every test starts processes, on machines that may do other things too. */
const patient = { timeout: 300_000 };

describe('a study killed at three random moments', patient, () => {
  let place: Workplace;
  const config = `${toy}
study:
  arms: { baseline: [], r1: [r1] }
  seeds: 2
  metrics: [fd, precision]
  evaluate: { count: 100, reference: 200, every: 50% }
`;
  beforeAll(async () => {
    place = await workplace();
    await place.write('small.yaml', config);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('ends with the same results, bit for bit, as one left alone', async () => {
    const undisturbed = await place.run('study', 'small.yaml', '--set', 'run.folder=runs/undisturbed');
    expect(undisturbed.stderr).toBe('');
    const seed = Date.now() % 100_000;
    const random = createRandom(seed).stream('moments').at(0);
    const told: string[] = [];
    for (const victim of ['study', 'workers', 'everything']) {
      const child = place.start('study', 'small.yaml', '--json', '--set', 'run.folder=runs/killed');
      const { lines, until, ended } = follow(child);
      const steps = (): number => lines.filter((line) => line.includes('"running"')).length;
      const patience = 5 + Math.floor(25 * random.number());
      await until(() => steps() >= patience);
      const workers = await holders(join(place.folder, 'runs', 'killed'));
      if (victim !== 'workers') kill(child.pid);
      if (victim !== 'study') workers.forEach(kill);
      if (victim === 'workers') {
        // others take their places; the study itself goes on until it is killed a little later
        await until(() => steps() >= patience + 8);
        kill(child.pid);
      }
      told.push(`${victim} after ${patience} steps: ${String(await ended)}, ${workers.length} workers`);
    }
    const last = await place.run('study', 'small.yaml', '--set', 'run.folder=runs/killed');
    expect({ seed, told, status: last.status }).toEqual({ seed, told, status: 0 });
    expect(told.filter((text) => text.includes('SIGKILL'))).not.toEqual([]);
    const [before, after] = [await place.results('undisturbed'), await place.results('killed')];
    expect(after.runs.map((run) => run.state)).toEqual(Array.from({ length: 4 }, () => 'finished'));
    // the moments are told so that a failure can be looked into
    expect({ seed, told, results: timeless(after) }).toEqual({ seed, told, results: timeless(before) });
  });
});

describe('runs that go wrong', patient, () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
    await place.write(
      'bad.yaml',
      `${toy.replace('run: {', 'run: { divergence: { policy: rollback, retries: 2 },')}
study:
  arms: { baseline: [], diverges: [./diverging.ts], recovers: [./recovering.ts], throws: [./throwing.ts], dies: [./crashing.ts] }
  seeds: [4]
  metrics: [fd]
  evaluate: { count: 100, every: 100%, samplings: 1 }
`,
    );
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('are kept, counted and told apart; only what may go better is tried again', async () => {
    const first = await place.run('study', 'bad.yaml', '--workers', '1');
    expect(first.status).toBe(0);
    expect(first.stdout).toContain('2 finished, 1 diverged, 2 failed');
    const { runs, arms, spaces } = await place.results('bad');
    expect(runs.map(({ arm, state, step, rollbacks }) => ({ arm, state, step, rollbacks }))).toEqual([
      { arm: 'baseline', state: 'finished', step: 30, rollbacks: 0 },
      { arm: 'diverges', state: 'diverged', step: 5, rollbacks: 2 },
      { arm: 'recovers', state: 'finished', step: 30, rollbacks: 1 },
      { arm: 'throws', state: 'failed', step: 5, rollbacks: 0 },
      { arm: 'dies', state: 'failed', step: expect.any(Number), rollbacks: 0 },
    ]);
    expect(runs[1]?.error).toMatchObject({ code: 'RUN_DIVERGED', message: expect.stringContaining('broken') });
    expect(runs[3]?.error).toMatchObject({
      code: 'PLUGIN_FAILED',
      message: 'plugin "throwing" failed in afterStep: undefined is not a function',
    });
    expect(runs[4]?.error).toMatchObject({ code: 'STUDY_WORKER_DIED', message: expect.stringContaining('SIGKILL') });
    expect(arms.map(({ finished, diverged, failed, rollbacks }) => [finished, diverged, failed, rollbacks])).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 2],
      [1, 0, 0, 1],
      [0, 0, 1, 0],
      [0, 0, 1, 0],
    ]);
    expect(spaces[0]?.tables[0]?.rows.map((row) => [row.n, row.lost])).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    const text = await readFile(join(place.folder, 'runs', 'bad', 'results.md'), 'utf8');
    expect(text).toContain('## Lost runs');
    expect(text).toContain('diverges, seed 4: diverged after 5 steps');
    expect(text).toContain('recovers, seed 4: diverged, and went back to a checkpoint once.');
    const again = await place.run('study', 'bad.yaml', '--json');
    const tried = new Set(
      [...again.stdout.matchAll(/"arm":"([a-z]+)","seed":4,"state":"running"/gu)].map(([, arm]) => arm),
    );
    expect(tried).toEqual(new Set(['dies', 'throws']));
  });

  it('stops at Ctrl-C with everything saved, and goes on from there', async () => {
    const again = [
      'study',
      'bad.yaml',
      '--json',
      '--set',
      'run.folder=runs/stopped',
      '--set',
      'study.arms={"baseline":[],"r1":["r1"]}',
    ];
    const child = place.start(...again);
    const { lines, until, ended } = follow(child);
    await until(() => lines.some((line) => line.includes('"step":9')));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({ event: 'finished', state: 'interrupted' });
    const rest = await place.run(...again);
    expect(rest.status).toBe(0);
    expect(JSON.parse(rest.stdout.trim().split('\n').at(-1) ?? '{}')).toMatchObject({
      state: 'finished',
      unfinished: 0,
    });
    const steps = [...rest.stdout.matchAll(/"arm":"baseline","seed":4,"state":"running","step":(\d+)/gu)];
    expect(steps.filter(([, step]) => Number(step) > 0 && Number(step) < 9)).toEqual([]);
  });

  it('is refused while another process works in the folder', async () => {
    const child = place.start('study', 'bad.yaml', '--json', '--set', 'run.folder=runs/locked');
    const { lines, until, ended } = follow(child);
    await until(() => lines.length > 0);
    const second = await place.run('study', 'bad.yaml', '--set', 'run.folder=runs/locked');
    expect(second).toMatchObject({ status: 2, stderr: expect.stringContaining('RUN_LOCKED') });
    kill(child.pid);
    await ended;
  });

  it('is refused before anything starts when there are too few real images', async () => {
    const { status, stderr } = await place.run('study', 'bad.yaml', '--set', 'study.evaluate.count=20000');
    expect(status).toBe(2);
    expect(stderr).toContain('STUDY_TOO_FEW_REAL at study.evaluate.count');
    expect(stderr).toContain('mixture-8 has 10000 images');
  });
});
