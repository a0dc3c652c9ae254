import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@ganreg/numerics/random';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, skippedBecause, startRedis, type RedisServer } from '../support/redis.ts';
import { timeless, toy, workplace, type Workplace } from '../study/support/workplace.ts';

const config = `${toy}
study:
  arms: { baseline: [], r1: [r1] }
  seeds: 2
  metrics: [fd, precision]
  evaluate: { count: 100, reference: 200, every: 50% }
`;

/** A started command, and what it has said. */
const follow = (child: ChildProcess) => {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    ended: once(child, 'exit'),
    said: async (what: string): Promise<void> => {
      while (!text.includes(what) && child.exitCode === null) await sleep(20);
    },
    text: () => text,
  };
};

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
  const long = ['--set', 'train.steps=300', '--set', 'run.checkpoint.every=10'];

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
    await victim.said('"taken"');
    await sleep(3000 * random.number());
    killed.kill('SIGKILL');
    await leaver.said('"taken"');
    await sleep(2000 * random.number());
    drained.kill('SIGTERM');
    await leaver.ended;
    const last = work();
    const [status] = await told.ended;
    last.kill('SIGTERM');
    expect({ seed, status, told: told.text() }).toEqual({ seed, status: 0, told: told.text() });
    const [before, after] = [await place.results('here'), await place.results('there')];
    expect(after.runs.map((run) => run.state)).toEqual(Array.from({ length: 4 }, () => 'finished'));
    expect({ seed, results: timeless(after) }).toEqual({
      seed,
      results: { ...(timeless(before) as object), name: 'there' },
    });
  });

  it('takes its trials out of the queue when it is told to stop', async () => {
    const queue = ['--queue', `${redis.url}?prefix=stopped`];
    const study = place.start('study', 'small.yaml', '--set', 'run.folder=runs/stopped', ...queue);
    const told = follow(study);
    await told.said('no worker is there yet');
    await told.said('4 runs');
    const client = new Redis(redis.url, { maxRetriesPerRequest: null });
    const jobs = new Queue('trials', { connection: client, prefix: 'stopped' });
    while ((await jobs.count()) < 4) await sleep(50);
    study.kill('SIGINT');
    expect(await told.ended).toEqual([130, null]);
    expect(await jobs.count()).toBe(0);
    await jobs.close();
    client.disconnect();
  });

  it('says so when there is no server', async () => {
    const { status, stderr } = await place.run('study', 'small.yaml', '--queue', 'redis://127.0.0.1:1');
    expect(stderr).toContain('QUEUE_UNREACHABLE at --queue');
    expect(status).toBe(2);
  });
});
