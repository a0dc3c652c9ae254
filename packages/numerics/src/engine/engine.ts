import type { EngineName } from './names.ts';

/** The engine in use. */
export interface Engine {
  /** Never `auto`: what was chosen. */
  readonly name: Exclude<EngineName, 'auto'>;
  /** Why this one, in a sentence. */
  readonly why: string;
  readonly threads: number;
  /** Why there are fewer threads than there could be. */
  readonly note?: string;
  /** Whether a graphics engine computes on the processor. */
  readonly software?: boolean;
  /** Package name to version. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What an engine is asked for. */
export interface EngineOptions {
  readonly threads?: number;
  /** Bytes of tensors at most, on wasm; more throws an EngineError that leaves the engine usable. */
  readonly memoryLimit?: number;
  /**
   * Whether wasm rounds a product and its sum together (relaxed SIMD), which is faster and the default. Without, every
   * processor gives the same bits. To be chosen before the engine is first used.
   */
  readonly fused?: boolean;
}

/** An engine by name, or with options of its own. */
export type EngineRequest = EngineName | ({ readonly use: EngineName } & EngineOptions);
