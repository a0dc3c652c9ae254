import { EngineError } from '../errors.ts';
import { locateNative, traceOf } from '../native/locate.ts';
import { locateTfjsNode } from '../tensorflow/locate.ts';
import { engineNames, type EngineName } from './names.ts';
import { locateWebgpu } from '../webgpu/locate.ts';
import { rememberedProbe } from './probe-memory.ts';

export type RealEngineName = Exclude<EngineName, 'auto'>;

/** What `auto` takes, and why neither of those before it. */
export interface Choice {
  readonly name: RealEngineName;
  readonly why: string;
}

/** In `auto`'s order. `cpu` is last and only there to be named: `wasm` starts everywhere. */
export const candidates = engineNames.filter((name) => name !== 'auto');

/**
 * The best engine that works here. Whatever is installed beyond the embedded one is first tried in a child process, with a time
 * limit and a check of its arithmetic; the answer is remembered.
 */
export function chooseEngine(): Choice {
  const refused: string[] = [];
  for (const name of candidates) {
    const obstacle = name === 'wasm' ? undefined : obstacleTo(name);
    if (obstacle === undefined) return { name, why: explain(name, refused) };
    refused.push(`${name}: ${obstacle}`);
  }
  throw new EngineError('engine-failed', `No engine works here. ${refused.join(' ')}`);
}

function explain(name: RealEngineName, refused: readonly string[]): string {
  const what = name === 'wasm' ? 'the embedded default' : 'the fastest that passed its trial';
  return refused.length > 0 ? `${what}; not ${refused.join('; not ')}` : what;
}

function obstacleTo(name: RealEngineName): string | undefined {
  const entry = entryOf(name);
  if ('missing' in entry) return entry.missing;
  const found = rememberedProbe(name, () => (name === 'wasm+native' ? traceOf(entry.path) : entry.path));
  return found.works ? undefined : found.why;
}

/** Without loading anything: most engines are simply not installed. */
export function entryOf(name: RealEngineName): { readonly path: string } | { readonly missing: string } {
  if (name === 'wasm' || name === 'cpu') return { path: 'embedded' };
  if (name === 'webgpu') {
    const entries = locateWebgpu();
    return typeof entries === 'string' ? { missing: `${entries} is not installed` } : { path: entries.join() };
  }
  if (name === 'wasm+native') {
    const path = locateNative();
    return path === undefined ? { missing: '@ganreg/native is not installed' } : { path };
  }
  const packageName = name === 'tensorflow' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs-node-gpu';
  try {
    return { path: locateTfjsNode(packageName) };
  } catch {
    return { missing: `${packageName} is not installed` };
  }
}
