import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { compile } from './compile.ts';
import { NativeError } from './error.ts';
import { fingerprint } from './source.ts';

/**
 * Works on the heap; its numbers are addresses in bytes, then sizes (see source/addon.cc). Throws a RangeError for what lies outside, an Error
 * with the code `out-of-memory` when there is none for what the kernel keeps beside the heap.
 */
export type NativeKernel = (heap: Uint8Array, numbers: Float64Array) => void;

/**
 * The compiled kernels. One set of threads and one set of instructions for the whole process. Neither changes a bit of any result, but for
 * portable C++, which rounds products and sums apart.
 */
export interface Native {
  readonly setThreads: (count: number) => void;
  /** Chooses by name (avx512, avx2, neon, portable), where one is given; returns what is in use. */
  readonly instructions: (name?: string) => string;
  readonly kernels: Readonly<Record<string, NativeKernel>>;
}

/**
 * Compiles the kernels where that has not been done yet (a few seconds, once) and loads them. The binary is kept in
 * `$GANREG_CACHE` or the user's cache folder, under a name that changes with the source, Node and the platform.
 *
 * @throws NativeError naming the compiler's first error, a missing compiler, or a binary that does not load
 */
export async function loadNative(): Promise<Native> {
  const file = join(cacheFolder(), 'native', `ganreg-${fingerprint()}.node`);
  if (!existsSync(file)) await compile(file);
  const { setThreads, instructions, ...kernels } = load(file);
  const { GANREG_INSTRUCTIONS: asked } = process.env;
  if (asked) instructions(asked);
  return { setThreads, instructions, kernels };
}

type Addon = Pick<Native, 'setThreads' | 'instructions'> & Readonly<Record<string, NativeKernel>>;

function load(file: string): Addon {
  try {
    return createRequire(import.meta.url)(file) as Addon;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new NativeError(`the compiled kernels do not load: ${reason}. Delete ${file} to have them compiled again`, {
      cause,
    });
  }
}

function cacheFolder(): string {
  const { GANREG_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return own ?? join(shared ?? join(homedir(), '.cache'), 'ganreg');
}
