import { drawsAt, type Draws } from './draws.ts';
import { streamKey } from './key.ts';

/** Draws by step. A stream keeps no state: it only remembers its key. */
export interface Stream {
  /** The draws of a step, a whole number ≥ 0; asking again replays them. */
  readonly at: (step: number) => Draws;
}

/**
 * A source of named random streams. Every draw is a pure function of (seed, stream name, step, draw index), made with
 * Philox4x32-10, so that checkpoints save no generator, any step can be replayed, and no consumer moves another's draws.
 */
export interface Random {
  readonly seed: number;
  /** The stream of that name, such as `latents`. Equal names give equal streams; different names independent ones. */
  readonly stream: (name: string) => Stream;
  /** The same source with `prefix/` before every name. */
  readonly scoped: (prefix: string) => Random;
}

/** Opens the streams of a seed, any safe integer. Throws a RangeError otherwise. */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`);
  return scopedRandom(seed, '');
}

function scopedRandom(seed: number, scope: string): Random {
  return {
    seed,
    stream: (name) => {
      const key = streamKey(seed, scope + name);
      return { at: (step) => drawsAt(key, step) };
    },
    scoped: (prefix) => scopedRandom(seed, `${scope}${prefix}/`),
  };
}
