import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import type { FamilyForwards, NetworkState } from '../models/family.ts';
import type { Generator, Parameters } from '../models/types.ts';
import type { Plan } from '../plan/types.ts';
import { randomOf } from './parts/rows.ts';
import { createNetwork } from './network-state.ts';
import type { Snapshot } from './trainer-state.ts';

/** Makes images from a saved generator: the averaged one where there is an average. */
export interface Sampler {
  readonly source: 'average' | 'generator';
  /** Images `[n, R, R, C]` in [-1, 1] for latents `[n, latentSize]`. */
  readonly images: (latents: tf.Tensor2D) => tf.Tensor4D;
  readonly dispose: () => void;
}

/** Latents `[count, latentSize]` of a seed: the same for every step and every combination of plugins. */
export const latentsOf = (seed: number, count: number, size: number, stream = 'latents/sample'): tf.Tensor2D =>
  ops.normalTensor(createRandom(seed).stream(stream).at(0), [count, size]) as tf.Tensor2D;

/** Images that share their draws: changing it changes every sample of families with noise. */
const drawnTogether = 64;

/** Runs a generator in evaluation mode, up to `atOnce` images at a time; what they are does not depend on it. */
export const sampleImages = (
  generator: Generator,
  seed: number,
  latents: tf.Tensor2D,
  atOnce = drawnTogether,
): tf.Tensor4D =>
  tf.tidy(() => {
    const parts: tf.Tensor4D[] = [];
    const [count] = latents.shape;
    for (let from = 0; from < count; from += drawnTogether) {
      const batch = Math.min(drawnTogether, count - from);
      for (let first = 0; first < batch; first += atOnce) {
        const size = Math.min(atOnce, batch - first);
        const rows = Array.from({ length: size }, (_, row) => first + row);
        const random = randomOf(createRandom(seed), { batch, rows });
        const images = tf.tidy(() => {
          const request = { mode: 'evaluation', draws: random.stream('noise/sample').at(from) } as const;
          const part = tf.slice2d(latents, [from + first, 0], [size, -1]);
          return generator.synthesize(generator.map(part, request), request).images;
        });
        parts.push(images);
      }
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : tf.concat(parts, 0);
  });

/** Samples of a run take no more memory than a few images more than its steps do. */
export const sampledAtOnce = ({ batch, microBatch = batch }: Pick<Plan, 'batch' | 'microBatch'>): number =>
  Math.min(drawnTogether, Math.max(8, microBatch));

const savedState = (snapshot: Snapshot, source: string): NetworkState => {
  const load = (kind: string): Parameters => {
    const prefix = `${source}/${kind}/`;
    return new Map(
      [...snapshot.tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, { shape, values }]) => [
          name.slice(prefix.length),
          tf.keep(tf.tensor(values, [...shape], 'float32')),
        ]),
    );
  };
  return { parameters: load('parameters'), buffers: load('buffers') };
};

const initialState = ({ config, model }: Plan): NetworkState =>
  createNetwork(
    'generator',
    model.generator.parameters,
    model.generator.buffers,
    createRandom(config.seed).scoped('init'),
  );

/** Binds the generator of a snapshot, or of the first moment where there is none. Needs no data and no plugin. */
export const samplerFrom = (plan: Plan, forwards: FamilyForwards<unknown>, snapshot: Snapshot | undefined): Sampler => {
  const averaged = [...(snapshot?.tensors.keys() ?? [])].some((name) => name.startsWith('average/'));
  const source = averaged ? 'average' : 'generator';
  const state = snapshot === undefined ? initialState(plan) : savedState(snapshot, source);
  const generator = forwards.generator({
    ...state,
    tools: { tf, ops },
    options: plan.familyOptions,
    description: plan.model,
  });
  return {
    source,
    images: (latents) => sampleImages(generator, plan.config.seed, latents, sampledAtOnce(plan)),
    dispose: () => tf.dispose([...state.parameters.values(), ...state.buffers.values()]),
  };
};
