import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GanregError } from '@ganreg/core';
import { queueAddress, serveTrials, type ServeOptions, type WorkerEvent } from '@ganreg/queue';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, skippedBecause, startRedis, type RedisServer } from '../support/redis.ts';
import { jobId, type TrialPayload } from '../../packages/queue/src/payload.ts';
import { payloadOf, seatOf, testStore, type TestStore } from './support.ts';

describe.skipIf(!hasRedis)(`a worker${skippedBecause}`, () => {
  let redis: RedisServer;
  let place: TestStore;
  beforeAll(async () => {
    [redis, place] = [await startRedis(), await testStore()];
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  /** A queue of a test's own, and a worker on it until the test has seen enough. */
  const workbench = async (prefix: string, seats: ServeOptions['seats'], more: Partial<ServeOptions> = {}) => {
    const address = queueAddress(`${redis.url}?prefix=${prefix}`);
    const client = new Redis(address.url, { maxRetriesPerRequest: null });
    const queue = new Queue('trials', { connection: client, prefix });
    const listening = client.duplicate();
    const events = new QueueEvents('trials', { connection: listening, prefix });
    await events.waitUntilReady();
    const seen: WorkerEvent[] = [];
    const stop = new AbortController();
    const heard: (() => void)[] = [];
    const served = serveTrials({
      queue: address,
      store: place.store,
      project: place.folder,
      bundled: [],
      workers: 1,
      lease: 1,
      seats,
      signal: stop.signal,
      onEvent: (event) => {
        seen.push(event);
        for (const look of heard) look();
      },
      ...more,
    });
    return {
      seen,
      add: (payload: unknown, id: string) =>
        queue.add('trial', payload, { jobId: id, removeOnComplete: true, removeOnFail: true }),
      ended: (how: 'completed' | 'failed', id: string) =>
        new Promise<string>((resolve) => {
          const look = (event: { jobId: string; returnvalue?: unknown; failedReason?: string }): void => {
            if (event.jobId === id) resolve(event.failedReason ?? JSON.stringify(event.returnvalue));
          };
          if (how === 'completed') events.on('completed', look);
          else events.on('failed', look);
        }),
      saw: (kind: WorkerEvent['kind']) =>
        new Promise<void>((resolve) => {
          heard.push(() => {
            if (seen.some((event) => event.kind === kind)) resolve();
          });
        }),
      state: (id: string) => queue.getJobState(id),
      end: async () => {
        stop.abort();
        await served;
        await events.close();
        await queue.close();
        listening.disconnect();
        client.disconnect();
      },
    };
  };

  const trial = (name: string, change: Partial<TrialPayload> = {}): readonly [TrialPayload, string] => {
    const payload = payloadOf(place.identity, { trial: `study/${name}/1`, ...change });
    return [payload, jobId(payload)];
  };

  const outcome = async (folder: string): Promise<unknown> => {
    await mkdir(join(folder, 'study'), { recursive: true });
    await writeFile(join(folder, 'study/outcome.json'), '{"state":"finished","step":10}');
    await writeFile(join(folder, 'lock.json'), '{}');
    return { state: 'finished', step: 10 };
  };

  it('leaves what a trial made in the store, and no lock', async () => {
    const bench = await workbench('leaves', () => seatOf(outcome));
    const [payload, id] = trial('leaves');
    const ended = bench.ended('completed', id);
    await bench.add(payload, id);
    expect(await ended).toContain('"recorded"');
    await bench.end();
    const left = await place.store.list('study/leaves/1');
    expect(left.map(({ name }) => name)).toEqual(['study/outcome.json']);
  });

  it('refuses what is no trial, and goes on with the next one', async () => {
    const worked: string[] = [];
    const bench = await workbench('poison', () =>
      seatOf(async (folder) => {
        worked.push(folder);
        return outcome(folder);
      }),
    );
    const outside = payloadOf(place.identity, { input: { plugins: ['../../evil.ts'] } });
    const ended = [bench.ended('failed', 'a'), bench.ended('failed', 'b')];
    await bench.add({ format: 1, trial: '../../../etc/passwd' }, 'a');
    await bench.add(outside, 'b');
    expect(await Promise.all(ended)).toEqual([
      expect.stringContaining('this is no trial of ganreg'),
      expect.stringContaining('"../../evil.ts" may be anywhere'),
    ]);
    const [payload, id] = trial('after-poison');
    const good = bench.ended('completed', id);
    await bench.add(payload, id);
    await good;
    expect(worked).toHaveLength(1);
    await bench.end();
  });

  it('gives a trial back that this host cannot do, and tells why', async () => {
    const bench = await workbench('refused', () =>
      seatOf(() => Promise.reject(new GanregError('PLUGIN_UNKNOWN', 'there is no plugin "house-style".'))),
    );
    const [payload, id] = trial('refused');
    const refused = bench.saw('refused');
    await bench.add(payload, id);
    await refused;
    await bench.end();
    expect(JSON.stringify(bench.seen)).toContain('there is no plugin');
    const again = await workbench('refused', () => seatOf(outcome));
    expect(await again.state(id)).toMatch(/delayed|waiting|active/u);
    await again.end();
  });

  it('gives a trial of another store back', async () => {
    const bench = await workbench('elsewhere', () => seatOf(outcome));
    const payload = payloadOf('6f0f6b0e-0d3c-4f0b-9a43-0c1c2f8f9f10');
    const refused = bench.saw('refused');
    await bench.add(payload, jobId(payload));
    await refused;
    await bench.end();
    expect(JSON.stringify(bench.seen)).toContain('QUEUE_OTHER_STORE');
  });

  it('saves and returns its trial when told to stop, and the next worker takes it up from there', async () => {
    let begun = (): void => undefined;
    const working = new Promise<void>((resolve) => (begun = resolve));
    let stopped = (): void => undefined;
    const bench = await workbench('drained', () =>
      seatOf(
        (folder) =>
          new Promise((resolve) => {
            stopped = () => {
              void mkdir(join(folder, 'checkpoints/7'), { recursive: true })
                .then(() => writeFile(join(folder, 'checkpoints/7/state.json'), 'seven'))
                .then(() => resolve('interrupted'));
            };
            begun();
          }),
        () => stopped(),
      ),
    );
    const [payload, id] = trial('drained');
    await bench.add(payload, id);
    await working;
    await bench.end();
    expect(bench.seen.map(({ kind }) => kind)).toContain('returned');
    let found = '';
    const next = await workbench('drained', () =>
      seatOf(async (folder) => {
        found = await readFile(join(folder, 'checkpoints/7/state.json'), 'utf8');
        return outcome(folder);
      }),
    );
    await next.ended('completed', id);
    await next.end();
    expect(found).toBe('seven');
  });
});
