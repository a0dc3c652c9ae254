import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GanregError } from '@ganreg/core';
import { slug } from '@ganreg/core/node';
import { readRecord, type OpenTrials, type Outcome, type StudyPlan, type Trial, type TrialWatch } from '@ganreg/study';
import { Queue, QueueEvents } from 'bullmq';
import { cancellations } from './cancelled.ts';
import { connect, queueName, type QueueAddress } from './connection.ts';
import { listen } from './listen.ts';
import { Board, type OpenTrial } from './board.ts';
import { asked, jobId, refuseOutsidePaths, type TrialPayload } from './payload.ts';
import { identify } from './store/identity.ts';
import { limited } from './store/limited.ts';
import { storeKey, type Store } from './store/store.ts';
import { fetchTrial } from './trial-files.ts';
import { watchQueue } from './queue-file.ts';

/** Where the trials of a study go. */
export interface QueueTrialsOptions {
  readonly queue: QueueAddress;
  readonly store: Store;
  /** 1 … 1000; smaller goes first. Within one number, earlier seeds go first. */
  readonly priority?: number | undefined;
}

const seedsPerPriority = 2048;
const lookAgainAfter = 15_000;
const patienceOnStop = 60_000;

/** Trials of all arms that any host may take. @throws GanregError QUEUE_UNREACHABLE, QUEUE_OUTSIDE */
export const queueTrials =
  ({ queue: address, store, priority = 100 }: QueueTrialsOptions): OpenTrials =>
  async ({ plan, onNote }) => {
    const [seed = 1] = plan.seeds;
    for (const arm of plan.arms) refuseOutsidePaths({ input: arm.input(seed), evaluation: plan.evaluation });
    const redis = await connect(address);
    const identity = await identify(store);
    const here = store.keyOf(plan.folder);
    const study = storeKey(here ?? slug(basename(plan.folder)));
    const cancelled = cancellations(redis, address);
    await cancelled.remove(study);

    const bring = async (key: string): Promise<void> => {
      if (here !== undefined) return;
      const folder = join(plan.folder, key);
      await fetchTrial(store, storeKey(study, key), folder, { checkpoints: false, project: plan.project });
    };
    await limited(keysOf(plan), 8, bring);

    const told = new Set<string>();
    const note = (text: string): void => {
      if (told.has(text)) return;
      told.add(text);
      onNote(text);
    };
    const queue = new Queue<TrialPayload>(queueName, { connection: redis, prefix: address.prefix });
    const listening = redis.duplicate();
    const events = new QueueEvents(queueName, { connection: listening, prefix: address.prefix });
    const complain = (error: unknown): void => note(`queue: ${error instanceof Error ? error.message : String(error)}`);
    queue.on('error', complain);
    events.on('error', complain);
    await events.waitUntilReady();
    const board = new Board();
    const file = watchQueue(plan.folder, { queue: address.shown, store: store.name, study }, board.open);
    let stopped = false;

    const ask = async (id: string, { trial, payload }: Pick<OpenTrial, 'trial' | 'payload'>): Promise<void> => {
      const known = await queue.getJob(id);
      if (known !== undefined && known.data.ask !== payload.ask) await known.remove().catch(() => undefined);
      await queue.add(`${trial.arm}/${trial.seed}`, payload, {
        jobId: id,
        priority: priority * seedsPerPriority + Math.min(trial.turn, seedsPerPriority - 1),
        attempts: 5,
        backoff: { type: 'exponential', delay: 5000 },
        removeOnComplete: true,
        removeOnFail: true,
      });
      if (known !== undefined && (await known.isActive())) board.state(id, 'running');
    };

    const again = (id: string, found: OpenTrial): void => {
      ask(id, found).catch((error: unknown) => board.fail(id, error));
    };
    listen(events, board, { again, note });

    /** Events may be lost, and a Redis server may lose its memory: what is quiet for long is looked at. */
    const lookAgain = async (): Promise<void> => {
      for (const [id, found] of board.open) {
        if (performance.now() - found.heard < lookAgainAfter) continue;
        found.heard = performance.now();
        const state = await queue.getJobState(id);
        if (state === 'active') board.state(id, 'running');
        if (state !== 'unknown' || board.open.get(id) !== found) continue;
        if (stopped) found.settle('interrupted');
        else if ((await store.read(storeKey(found.payload.trial, 'study/outcome.json'))) !== undefined)
          found.settle('recorded');
        else await ask(id, found);
      }
    };
    const looking = setInterval(() => void lookAgain().catch(complain), lookAgainAfter / 3);
    looking.unref();

    const outcomeOf = async (trial: Trial, watch: TrialWatch): Promise<Outcome> => {
      const folder = join(plan.folder, trial.key);
      // A shared folder may show what another host has written a little later.
      for (let attempt = 0; ; attempt += 1) {
        await bring(trial.key);
        const { outcome, evaluations } = await readRecord(folder);
        const last = evaluations.findLast((each) => each.sampling === 0);
        if (outcome !== undefined) {
          if (last !== undefined) watch.hear({ kind: 'evaluated', ...last });
          return outcome;
        }
        if (attempt === 10)
          throw new GanregError(
            'QUEUE_FAILED',
            `a worker finished ${trial.key}, and nothing of it is in ${store.name}`,
            { path: '--store', fix: 'see that study and workers reach the same store; the same command goes on' },
          );
        await sleep(500);
      }
    };

    const count = await queue.getWorkersCount().catch(() => 1);
    if (count === 0) onNote(`no worker is there yet: ganreg worker --queue ${address.shown} --store ${store.name}`);
    return {
      places: Infinity,
      workers: Math.max(1, count),
      work: async (trial, watch) => {
        const { input, evaluation, files, provenance } = trial.job;
        const payload = asked({
          format: 1,
          store: identity,
          study,
          trial: storeKey(study, trial.key),
          arm: trial.arm,
          seed: trial.seed,
          input,
          evaluation,
          expects: trial.expects,
          recorded: { project: plan.project, files: [...files], provenance: { ...provenance } },
        });
        const id = jobId(payload);
        const ended = board.post(id, { trial, payload, watch });
        try {
          if (stopped) return 'interrupted';
          await ask(id, { trial, payload });
          const how = await ended;
          if (how instanceof GanregError) throw how;
          return how === 'recorded' ? await outcomeOf(trial, watch) : 'interrupted';
        } finally {
          board.open.delete(id);
        }
      },
      stop: () => {
        stopped = true;
        const withdraw = async (): Promise<void> => {
          await cancelled.add(study);
          await limited(board.open, 8, async ([id, found]) => {
            if ((await queue.remove(id)) === 1) found.settle('interrupted');
          });
          await sleep(patienceOnStop, undefined, { ref: false });
          for (const found of board.open.values()) found.settle('interrupted');
        };
        withdraw().catch((error: unknown) => {
          complain(error);
          for (const found of board.open.values()) found.settle('interrupted');
        });
      },
      close: async () => {
        clearInterval(looking);
        await file.end();
        await events.close();
        await queue.close();
        listening.disconnect();
        redis.disconnect();
      },
    };
  };

const keysOf = (plan: StudyPlan): readonly string[] =>
  plan.seeds.flatMap((seed) => plan.arms.map((arm) => `${arm.folder}/${seed}`));
