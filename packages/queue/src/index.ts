// The public API of the queue: a study's trials on any number of hosts, over Redis and a store that all of them see.
export { queueAddress, type QueueAddress } from './connection.ts';
export { openStore } from './store/open-store.ts';
export type { Store, StoredFile } from './store/store.ts';
export { queueTrials, type QueueTrialsOptions } from './queue-trials.ts';
export { serveTrials, type ServeOptions, type WorkerEvent } from './serve.ts';
