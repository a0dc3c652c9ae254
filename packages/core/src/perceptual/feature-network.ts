import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { disposeFrozen, freeze, type FrozenLayer } from './frozen-convolution.ts';
import {
  isConvolution,
  outputChannels,
  readWeights,
  type ConvolutionWeights,
  type NetworkDescription,
} from './network-format.ts';
import { multiplications } from './network-cost.ts';
import { runLayers } from './run-layers.ts';

/** A frozen, pretrained network that says what is in an image: for perceptual distances and for metrics. */
export interface FeatureNetwork {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** SHA-256 (hex) of what description and weights say: a distance or a metric is comparable only where this is equal. */
  readonly weightsHash: string;
  readonly minimumSide: number;
  /** The side that metrics resize images to. */
  readonly evaluationSide: number;
  readonly taps: readonly string[];
  /** Width of what `embed` returns. */
  readonly dimension: number;
  /** Multiply-adds that `maps` needs for one image of this side. */
  readonly macs: (side: number) => number;
  /** Feature maps at each tap of images in [-1, 1], `[B, H, W, 1 or 3]`; differentiable in the images to any order. */
  readonly maps: (images: Tensor4D) => readonly Tensor4D[];
  /** Spatial means of the embedding layers, side by side: `[B, dimension]`. */
  readonly embed: (images: Tensor4D) => Tensor2D;
  readonly dispose: () => void;
}

/**
 * Builds a network from the contents of its `network.json` and `weights.bin`; its weights stay on the current backend
 * until `dispose`. Throws a `RangeError` if the two do not belong together; `maps` and `embed` throw one if images are
 * smaller than `minimumSide` or have neither 1 nor 3 channels.
 */
export async function loadFeatureNetwork(description: Uint8Array, weights: Uint8Array): Promise<FeatureNetwork> {
  const network = JSON.parse(new TextDecoder().decode(description)) as NetworkDescription;
  const weightsHash = await sha256(new TextEncoder().encode(JSON.stringify(network)), weights);
  return assembleNetwork(network, readWeights(network, weights), weightsHash);
}

/** Builds a network from its layers and their weights, which stay on the current backend until `dispose`. */
export function assembleNetwork(
  network: NetworkDescription,
  values: ReadonlyMap<string, ConvolutionWeights>,
  weightsHash: string,
): FeatureNetwork {
  const frozen = new Map<string, FrozenLayer>();
  const channels = new Map<string, number>([['image', 3]]);
  for (const layer of network.layers) {
    if (isConvolution(layer)) {
      const { kernel, bias } = values.get(layer.name) ?? { kernel: new Float32Array(), bias: new Float32Array() };
      frozen.set(layer.name, freeze(layer, kernel, bias));
    }
    const inputs = layer.from.map((name) => channels.get(name) ?? 0);
    const joined = layer.op === 'concat' ? inputs.reduce((a, b) => a + b, 0) : (inputs[0] ?? 0);
    channels.set(layer.name, isConvolution(layer) ? outputChannels(layer) : joined);
  }
  const run = (images: Tensor4D) => runLayers(network.layers, frozen, toInput(images, network));
  return {
    name: network.name,
    description: network.description,
    licence: network.licence,
    weightsHash,
    minimumSide: network.minimumSide,
    evaluationSide: network.evaluationSide,
    taps: network.taps,
    dimension: network.embedding.reduce((sum, name) => sum + (channels.get(name) ?? 0), 0),
    macs: (side) => multiplications(network, side),
    maps: (images) => tf.tidy(() => network.taps.map(run(images))),
    embed: (images) =>
      tf.tidy(() =>
        tf.concat(
          network.embedding.map(run(images)).map((map) => tf.mean(map, [1, 2]) as Tensor2D),
          1,
        ),
      ),
    dispose: () => {
      for (const layer of frozen.values()) disposeFrozen(layer);
      frozen.clear();
    },
  };
}

function toInput(images: Tensor4D, { name, minimumSide, input }: NetworkDescription): Tensor4D {
  const [, height, width, channels] = images.shape;
  if (Math.min(height, width) < minimumSide) {
    throw new RangeError(`${name} needs images of at least ${minimumSide}×${minimumSide}, not ${width}×${height}`);
  }
  if (channels !== 1 && channels !== 3)
    throw new RangeError(`${name} sees grey or RGB images, not ${channels} channels`);
  // Broadcasting a grey image over three channels; joining copies is far slower on wasm, and its gradient slower still.
  const scale = channels === 3 ? input.scale : tf.tensor1d([input.scale, input.scale, input.scale]);
  return tf.add(tf.mul(images, scale), input.shift);
}

export async function sha256(...parts: readonly Uint8Array[]): Promise<string> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
