import type { RealEngineName } from './auto.ts';
import type { Speed } from './speed.ts';

/** What an engine offers on this machine. */
export interface EngineReport {
  readonly name: RealEngineName;
  readonly works: boolean;
  /** Whether `auto` takes it. */
  readonly chosen: boolean;
  /** Why it does not work, or why it is chosen; empty otherwise. */
  readonly why: string;
  readonly threads?: number;
  /** Why there are fewer threads than there could be. */
  readonly note?: string;
  readonly versions?: Readonly<Record<string, string>>;
  /** GFLOP/s, measured. */
  readonly speed?: Speed;
}

/**
 * Tries every engine in a child process of its own and measures its speed; takes a few seconds for each that is installed.
 * In `auto`'s order. For Node only.
 */
export async function describeEngines(): Promise<readonly EngineReport[]> {
  // loaded only here: they need Node
  const [{ candidates, chooseEngine, entryOf }, { probe }] = await Promise.all([
    import('./auto.ts'),
    import('./probe.ts'),
  ]);
  const choice = chooseEngine();
  return candidates.map((name): EngineReport => {
    const chosen = name === choice.name;
    const entry = entryOf(name);
    if ('missing' in entry) return { name, works: false, chosen, why: entry.missing };
    const found = probe(name, 'speed');
    if (!found.works) return { name, works: false, chosen, why: found.why };
    const { threads, versions, note, speed } = found;
    return {
      name,
      works: true,
      chosen,
      why: chosen ? choice.why : '',
      threads,
      versions,
      ...(note && { note }),
      ...(speed && { speed }),
    };
  });
}
