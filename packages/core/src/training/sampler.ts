import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import { createRandom } from '@ganreg/numerics/random';
import type { FamilyForwards, NetworkState } from '../models/family.ts';
import type { ModelDescription } from '../models/description.ts';
import type { Generator, Parameters } from '../models/types.ts';
import type { Plan } from '../plan/types.ts';
import { randomOf } from './parts/rows.ts';
import { createNetwork } from './network-state.ts';
import type { Snapshot } from './trainer-state.ts';

/** Makes images from a saved generator: the averaged one where there is an average. */
export interface Sampler {
  readonly source: 'average' | 'generator';
  /**
   * Images `[n, R, R, C]` in [-1, 1] for latents `[n, latentSize]`.
   * @param truncation how far styles may be from their average, 1 by default; only families with a mapping know it
   */
  readonly images: (latents: tf.Tensor2D, truncation?: number) => tf.Tensor4D;
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
  { atOnce = drawnTogether, truncation = 1 }: { readonly atOnce?: number; readonly truncation?: number } = {},
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
          const request = { mode: 'evaluation', draws: random.stream('noise/sample').at(from), truncation } as const;
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

/** Weights of one network as tensors, from names such as `parameters/4/kernel`. */
const stateOf = (tensors: Snapshot['tensors'], prefix: string): NetworkState => {
  const load = (kind: string): Parameters =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(`${prefix}${kind}/`))
        .map(([name, { shape, values }]) => [
          name.slice(prefix.length + kind.length + 1),
          tf.keep(tf.tensor(values, [...shape], 'float32')),
        ]),
    );
  return { parameters: load('parameters'), buffers: load('buffers') };
};

const initialState = ({ config, model }: Plan): NetworkState =>
  createNetwork(
    'generator',
    model.generator.parameters,
    model.generator.buffers,
    createRandom(config.seed).scoped('init'),
  );

/** A generator to be bound to weights. */
export interface BoundRequest {
  readonly forwards: FamilyForwards<unknown>;
  readonly options: unknown;
  readonly description: ModelDescription;
  /** Of the run: decides the noise of families that have it. */
  readonly seed: number;
  /** Images that are made together at most. */
  readonly atOnce?: number;
}

const bound = (
  { forwards, options, description, seed, atOnce = drawnTogether }: BoundRequest,
  source: Sampler['source'],
  state: NetworkState,
): Sampler => {
  const generator = forwards.generator({ ...state, tools: { tf, ops }, options, description });
  return {
    source,
    images: (latents, truncation = 1) => sampleImages(generator, seed, latents, { atOnce, truncation }),
    dispose: () => tf.dispose([...state.parameters.values(), ...state.buffers.values()]),
  };
};

/** Binds a generator to weights as `ganreg export` names them. */
export const samplerOf = (request: BoundRequest, tensors: Snapshot['tensors']): Sampler =>
  bound(request, 'generator', stateOf(tensors, ''));

/** Binds the generator of a snapshot, or of the first moment where there is none. Needs no data and no plugin. */
export const samplerFrom = (plan: Plan, forwards: FamilyForwards<unknown>, snapshot: Snapshot | undefined): Sampler => {
  const averaged = [...(snapshot?.tensors.keys() ?? [])].some((name) => name.startsWith('average/'));
  const source = averaged ? 'average' : 'generator';
  const state = snapshot === undefined ? initialState(plan) : stateOf(snapshot.tensors, `${source}/`);
  const request = {
    forwards,
    options: plan.familyOptions,
    description: plan.model,
    seed: plan.config.seed,
    atOnce: sampledAtOnce(plan),
  };
  return bound(request, source, state);
};
