import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seat } from '@ganreg/study';
import { openStore, type Store } from '@ganreg/queue';
import { asked, type TrialPayload } from '../../packages/queue/src/payload.ts';
import { identify } from '../../packages/queue/src/store/identity.ts';

/** A store of a test's own. */
export interface TestStore extends AsyncDisposable {
  readonly store: Store;
  readonly folder: string;
  readonly identity: string;
}

export const testStore = async (): Promise<TestStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'ganreg-store-'));
  const store = await openStore(folder);
  return {
    store,
    folder,
    identity: await identify(store),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
};

/** A trial that could be done. */
export const payloadOf = (store: string, change: Partial<TrialPayload> = {}): TrialPayload =>
  asked({
    format: 1,
    store,
    study: 'study',
    trial: 'study/arm-123456/1',
    arm: 'arm',
    seed: 1,
    input: { data: 'mixture-8', model: { use: 'mlp' }, plugins: ['r1'], seed: 1 },
    evaluation: {
      metrics: ['fd'],
      spaces: [{ use: 'points' }],
      count: 10,
      reference: 10,
      samplings: 1,
      milestones: [10],
    },
    expects: { engine: { name: 'wasm', versions: {} }, key: 'key' },
    recorded: { project: '/somewhere', files: [], provenance: {} },
    ...change,
  });

/** A seat whose work a test says. */
export const seatOf = (
  work: (folder: string) => Promise<unknown>,
  stop = (): void => undefined,
): Pick<Seat, 'work' | 'stop'> => ({
  work: (async (job: { readonly folder: string }) => work(job.folder)) as Seat['work'],
  stop,
});
