import { gammaFrom } from './gamma.ts';
import { normalsFromBits } from './normal.ts';
import { philox, type PhiloxKey } from './philox.ts';
import { splitInteger } from './key.ts';

/**
 * The draws of one stream in one step. Each call takes the next draw index (0, 1, 2 …) and is a pure function of
 * the seed, the stream's name, the step and that index: nothing is to be saved, and calling `at(step)` again replays.
 */
export interface Draws {
  /** `count` standard normals. */
  readonly normal: (count: number) => Float32Array;
  /** `count` numbers in [low, high), by default [0, 1); 24 random bits each. */
  readonly uniform: (count: number, low?: number, high?: number) => Float32Array;
  /** One number in [0, 1) with 53 random bits. */
  readonly number: () => number;
  /** `count` integers in [0, below). */
  readonly integers: (count: number, below: number) => Int32Array;
  /** The integers 0 … count - 1 in random order (Fisher and Yates). */
  readonly permutation: (count: number) => Int32Array;
  /** One draw of Gamma(shape, 1). Throws a RangeError unless `shape` is positive. */
  readonly gamma: (shape: number) => number;
  /** One draw of Beta(alpha, beta), by default symmetric, as mixup takes it. */
  readonly beta: (alpha: number, beta?: number) => number;
}

const chunk = 4096;

export function drawsAt(key: PhiloxKey, step: number): Draws {
  if (!Number.isSafeInteger(step) || step < 0) throw new RangeError(`step must be a whole number ≥ 0, got ${step}`);
  const [stepLow, stepHigh] = splitInteger(step);
  let nextDraw = 0;

  const bitsOfNextDraw = (): ((words: Uint32Array) => void) => {
    const draw = nextDraw++;
    let block = 0;
    return (words) => {
      philox(words, key, [draw, stepLow, stepHigh], block);
      block += words.length / 4;
    };
  };
  /** Fills `out` piece by piece, so that the random words of a large draw stay in the processor's cache. */
  const fill = <Out extends Float32Array | Int32Array>(
    out: Out,
    wordsEach: number,
    convert: (part: Out, words: Uint32Array) => void,
  ): Out => {
    const take = bitsOfNextDraw();
    const words = new Uint32Array(Math.min(chunk, Math.ceil((out.length * wordsEach) / 4) * 4));
    const step = words.length / wordsEach;
    for (let start = 0; start < out.length; start += step) {
      take(words);
      convert(out.subarray(start, start + step) as Out, words);
    }
    return out;
  };
  const singles = (): { uniform: () => number; normal: () => number } => {
    const take = bitsOfNextDraw();
    const words = new Uint32Array(4);
    const pair = new Float32Array(2);
    return {
      uniform: () => (take(words), Math.max(unit(words, 0), 2 ** -53)),
      normal: () => (take(words), normalsFromBits(pair, words), pair[0] ?? 0),
    };
  };
  const gamma = (shape: number): number => {
    const { uniform, normal } = singles();
    return gammaFrom(shape, uniform, normal);
  };
  const integers = (count: number, below: number): Int32Array => {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 31)
      throw new RangeError(`integers: "below" must be a whole number in 1 … 2^31, got ${below}`);
    return fill(new Int32Array(size(count)), 2, (part, words) => {
      for (let index = 0; index < part.length; index++) part[index] = Math.floor(unit(words, index * 2) * below);
    });
  };

  return {
    normal: (count) => fill(new Float32Array(size(count)), 1, normalsFromBits),
    uniform: (count, low = 0, high = 1) => {
      const scale = (high - low) * 2 ** -24;
      return fill(new Float32Array(size(count)), 1, (part, words) => {
        for (let index = 0; index < part.length; index++) part[index] = low + ((words[index] ?? 0) >>> 8) * scale;
      });
    },
    number: () => {
      const words = new Uint32Array(4);
      bitsOfNextDraw()(words);
      return unit(words, 0);
    },
    integers,
    permutation: (count) => {
      const order = Int32Array.from({ length: size(count) }, (_, index) => index);
      const take = bitsOfNextDraw();
      const words = new Uint32Array(Math.ceil((count * 2) / 4) * 4);
      take(words);
      for (let last = count - 1; last > 0; last--) {
        const other = Math.floor(unit(words, last * 2) * (last + 1));
        const moved = order[last] ?? 0;
        order[last] = order[other] ?? 0;
        order[other] = moved;
      }
      return order;
    },
    gamma,
    beta: (alpha, beta = alpha) => {
      const { uniform, normal } = singles();
      const first = gammaFrom(alpha, uniform, normal);
      const second = gammaFrom(beta, uniform, normal);
      return first / (first + second);
    },
  };
}

/** Two words as one number in [0, 1) with 53 bits. */
function unit(words: Uint32Array, at: number): number {
  return (((words[at] ?? 0) >>> 5) * 2 ** 26 + ((words[at + 1] ?? 0) >>> 6)) * 2 ** -53;
}

function size(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`count must be a whole number ≥ 0, got ${count}`);
  return count;
}
