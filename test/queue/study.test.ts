import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@ganreg/numerics/random';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow, type Followed } from '../support/follow.ts';
import { hasRedis, skippedBecause, startRedis, type RedisServer } from '../support/redis.ts';
import { timeless, toy, workplace, type Workplace } from '../study/support/workplace.ts';

const config = `${toy}
study:
  arms: { baseline: [], r1: [r1] }
  seeds: 2
  metrics: [fd, precision]
  evaluate: { count: 100, reference: 200, every: 50% }
`;

const says = (what: string) => (child: Followed) => child.until(() => child.lines.some((line) => line.includes(what)));
const hasTaken = says('"taken"');

describe.skipIf(!hasRedis)(`a study over a queue${skippedBecause}`, { timeout: 300_000 }, () => {
  let redis: RedisServer;
  let place: Workplace;
  beforeAll(async () => {
    [redis, place] = [await startRedis(), await workplace()];
    await place.write('small.yaml', config);
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  const work = (): ChildProcess =>
    place.start('worker', '--queue', redis.url, '--store', 'runs', '--workers', '1', '--lease', '2', '--json');
  const long = ['--set', 'train.steps=60', '--set', 'run.checkpoint.every=10'];

  it('ends with the results of one without, after one worker was killed and one sent away', async () => {
    const here = await place.run('study', 'small.yaml', ...long, '--set', 'run.folder=runs/here', '--json');
    expect(here.status).toBe(0);
    const seed = Date.now() % 100_000;
    const random = createRandom(seed).stream('moments').at(0);

    const queue = ['--queue', redis.url];
    const study = place.start('study', 'small.yaml', ...long, '--set', 'run.folder=runs/there', ...queue, '--json');
    const told = follow(study);
    const [killed, drained] = [work(), work()];
    const [victim, leaver] = [follow(killed), follow(drained)];
    await hasTaken(victim);
    await sleep(1500 * random.number());
    killed.kill('SIGKILL');
    await hasTaken(leaver);
    await sleep(1000 * random.number());
    drained.kill('SIGTERM');
    await leaver.ended;
    const last = work();
    const status = await told.ended;
    last.kill('SIGTERM');
    expect({ seed, status, lines: told.lines }).toEqual({ seed, status: 0, lines: told.lines });
    const [before, after] = [await place.results('here'), await place.results('there')];
    expect(after.runs.map((run) => run.state)).toEqual(Array.from({ length: 4 }, () => 'finished'));
    expect({ seed, results: timeless(after) }).toEqual({ seed, results: timeless(before) });
  });

  it('takes its trials out of the queue when it is told to stop', async () => {
    const queue = ['--queue', `${redis.url}?prefix=stopped`];
    const study = place.start('study', 'small.yaml', '--set', 'run.folder=runs/stopped', ...queue);
    const told = follow(study);
    await says('4 runs')(told);
    const client = new Redis(redis.url, { maxRetriesPerRequest: null });
    const jobs = new Queue('trials', { connection: client, prefix: 'stopped' });
    while ((await jobs.count()) < 4) await sleep(50);
    study.kill('SIGINT');
    expect(await told.ended).toBe(130);
    expect(await jobs.count()).toBe(0);
    await jobs.close();
    client.disconnect();
  });

  it('says so when there is no server', async () => {
    const { status, stderr } = await place.run('worker', '--queue', 'redis://127.0.0.1:1');
    expect(stderr).toContain('QUEUE_UNREACHABLE at --queue');
    expect(status).toBe(2);
  });
});
