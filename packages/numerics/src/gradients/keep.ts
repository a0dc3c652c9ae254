import type * as tf from '@tensorflow/tfjs-core';

const ours = Symbol.for('@ganreg/numerics/gradient');
const guarded = Symbol.for('@ganreg/numerics/registry');

type Registry = Map<string, tf.GradConfig> & { [guarded]?: true };

/**
 * Marks a gradient so that it stays registered.
 *
 * All copies of tfjs-core in a process share one registry, and some packages bundle a copy of their own that registers the stock
 * gradients when it is loaded (`@tensorflow/tfjs` in Node, and so tfjs-node): loaded later, it would silently undo ours.
 * Who does mean to replace one calls `tf.unregisterGradient` first, as the documentation of tfjs asks for anyway.
 */
export function keepAgainstStock(config: tf.GradConfig): tf.GradConfig {
  guardRegistry();
  return Object.assign(config, { [ours]: true });
}

function guardRegistry(): void {
  const { _tfGlobals: globals } = globalThis as { _tfGlobals?: Map<string, unknown> };
  const registry = globals?.get('gradRegistry') as Registry | undefined;
  if (!registry || registry[guarded]) return;
  const set = registry.set.bind(registry);
  registry[guarded] = true;
  registry.set = (name, config) => {
    const current = registry.get(name);
    const displaces = current !== undefined && ours in current && !(ours in config);
    return displaces ? registry : set(name, config);
  };
}
