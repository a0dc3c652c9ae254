import { createRandom, type Random, type Stream } from '@ganreg/numerics/random';

/** A seed's random streams, which can be exchanged for others. */
export interface Attempts {
  readonly random: Random;
  readonly current: () => number;
  readonly choose: (attempt: number) => void;
}

/**
 * Random streams by attempt: every draw is a function of the attempt too. After a rollback the same steps must not draw the same numbers
 * again, or they would diverge again. Attempt 0 draws what the seed draws.
 */
export const createAttempts = (seed: number): Attempts => {
  let attempt = 0;
  const streamOf = (source: Random, name: string): Stream => {
    const first = source.stream(name);
    return {
      at: (step) => (attempt === 0 ? first : source.stream(`attempt-${attempt}/${name}`)).at(step),
    };
  };
  const wrap = (source: Random): Random => ({
    seed,
    stream: (name) => streamOf(source, name),
    scoped: (prefix) => wrap(source.scoped(prefix)),
  });
  return {
    random: wrap(createRandom(seed)),
    current: () => attempt,
    choose: (next) => {
      attempt = next;
    },
  };
};
