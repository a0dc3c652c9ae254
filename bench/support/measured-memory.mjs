// What a real run of two steps takes: bytes allocated on the wasm heap, and the process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Scope, TrainingData } from '@ganreg/core';
import { trainPlan } from '@ganreg/core/node';
import { useEngine } from '@ganreg/numerics';

/** Images or points that show nothing in particular. */
const noise = ({ resolution: side, channels }) => {
  const bytes = Uint8Array.from({ length: side * side * channels }, (_, index) => (index * 7919) % 256);
  const point = new Float32Array(channels);
  const common = { name: 'noise', count: 64, hash: 'noise' };
  return side === 1
    ? { ...common, kind: 'points', modes: [[0, 0]], deviation: 1, point: () => point }
    : { ...common, kind: 'images', height: side, width: side, channels, image: () => bytes };
};

/** Follows what is allocated on the heap to its highest sum. */
const watchHeap = ({ wasm }) => {
  const { _malloc: malloc, _free: free } = wasm;
  const sizes = new Map();
  let [now, most] = [0, 0];
  Object.assign(wasm, {
    _malloc: (bytes) => {
      const address = malloc(bytes);
      sizes.set(address, bytes);
      now += bytes;
      most = Math.max(most, now);
      return address;
    },
    _free: (address) => {
      now -= sizes.get(address) ?? 0;
      sizes.delete(address);
      free(address);
    },
  });
  return () => most;
};

export const measured = async (plan) => {
  await useEngine(plan.config.engine);
  const allocated = watchHeap(tf.backend());
  const folder = mkdtempSync(join(tmpdir(), 'ganreg-memory-'));
  const scope = new Scope().provide(TrainingData, noise(plan.model));
  const loaded = { config: {}, folder, files: [], provenance: {} };
  try {
    const { peakMemoryBytes } = await trainPlan(plan, loaded, join(folder, 'run'), { scope, onEvent: () => undefined });
    return { tensors: allocated(), process: peakMemoryBytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
