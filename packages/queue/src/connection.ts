import { Redis } from 'ioredis';
import { queueUnreachable, queueUrl } from './errors.ts';

/** A Redis server, and whose keys in it are ours. */
export interface QueueAddress {
  readonly url: string;
  /** Begins every key. */
  readonly prefix: string;
  /** To be shown: without the password. */
  readonly shown: string;
}

/** Name of the BullMQ queue of trials, below the address's prefix. */
export const queueName = 'trials';

/** `redis://…`, `rediss://…` or `redis+unix` paths; `?prefix=` keeps teams apart. @throws GanregError QUEUE_URL */
export const queueAddress = (text: string): QueueAddress => {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw queueUrl(text);
  }
  if (!['redis:', 'rediss:'].includes(url.protocol)) throw queueUrl(text);
  const prefix = url.searchParams.get('prefix') ?? 'ganreg';
  if (!/^[\w.-]+$/u.test(prefix)) throw queueUrl(text);
  url.searchParams.delete('prefix');
  const shown = new URL(url);
  shown.password = '';
  return { url: url.href, prefix, shown: shown.href };
};

const patience = 5000;

/**
 * A connection that waits for its server however long that is away, once it was there.
 * @throws GanregError QUEUE_UNREACHABLE
 */
export const connect = async ({ url, shown }: QueueAddress): Promise<Redis> => {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  let reason = 'it takes too long';
  redis.on('error', (error: Error) => {
    reason = error.message === '' ? error.name : error.message;
  });
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(queueUnreachable(shown, reason)), patience).unref();
  });
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), late]);
  } catch {
    redis.disconnect();
    throw queueUnreachable(shown, reason);
  }
  return redis;
};
