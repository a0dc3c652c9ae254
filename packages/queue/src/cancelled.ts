import type { Redis } from 'ioredis';
import type { QueueAddress } from './connection.ts';

const day = 86_400;

/** Studies whose trials are to save themselves and end, told to every host. */
export interface Cancellations {
  readonly has: (study: string) => Promise<boolean>;
  readonly add: (study: string) => Promise<void>;
  readonly remove: (study: string) => Promise<void>;
}

/** @param store identity of the store that the studies lie in */
export const cancellations = (redis: Redis, { prefix }: QueueAddress): Cancellations => {
  const key = (study: string): string => `${prefix}:cancelled:${study}`;
  return {
    has: async (study) => (await redis.exists(key(study))) === 1,
    add: async (study) => {
      await redis.set(key(study), '1', 'EX', day);
    },
    remove: async (study) => {
      await redis.del(key(study));
    },
  };
};
