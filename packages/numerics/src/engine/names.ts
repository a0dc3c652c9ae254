/** Every engine that can be asked for; `auto` tries them in this order. */
export const engineNames = ['auto', 'tensorflow-gpu', 'webgpu', 'wasm+native', 'tensorflow', 'wasm', 'cpu'] as const;

/** What computes. `auto` takes the best that works here; `wasm` is always there. */
export type EngineName = (typeof engineNames)[number];

export function isEngineName(name: string): name is EngineName {
  return (engineNames as readonly string[]).includes(name);
}
