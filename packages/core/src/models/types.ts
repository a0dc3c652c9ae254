import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Draws } from '@ganreg/numerics/random';

/** A network's feature maps by side length, after activation, each `[B, r, r, C]`. */
export interface Features {
  readonly resolutions: readonly number[];
  /** @throws GanregError when there is no map of this side */
  readonly at: (resolution: number) => Tensor4D;
}

/** Parameters or buffers of one network by module path, for example `8/kernel`. */
export type Parameters = ReadonlyMap<string, Tensor>;

/** Collects the values that a forward would like to commit to its buffers (batch statistics, w average). */
export interface Observations {
  /** When committed, the buffer becomes `retained · buffer + (1 − retained) · value`. Default 0: it is replaced. */
  readonly record: (path: string, value: Tensor, retained?: number) => void;
}

/** How a forward is to be run. Forwards never change state: what they observe is committed by the trainer, once per step. */
export interface ForwardRequest {
  /** `training` uses statistics of the batch, `evaluation` the averaged ones. Default `training`. */
  readonly mode?: 'training' | 'evaluation';
  readonly observe?: Observations | undefined;
  /** Random draws of this forward (noise, style mixing). A family without randomness ignores them. */
  readonly draws?: Draws | undefined;
  /** Noise inputs, in families that have them: fresh draws, fixed buffers, or none. Default: what the model's options say. */
  readonly noise?: NoiseMode | undefined;
  /** Pulls styles towards their average, w̄ + ψ(w − w̄) (Karras et al., CVPR 2019, appendix B); in families with a mapping. */
  readonly truncation?: number | undefined;
}

/** Where a generator's noise inputs come from. */
export type NoiseMode = 'random' | 'constant' | 'none';

/** What a forward of a generator gives: images `[B, R, R, C]`, and what they were made through. */
export interface Generated {
  /** `[B, R, R, C]`, range [-1, 1] (families with an unbounded output may exceed it). */
  readonly images: Tensor4D;
  /** `w`: `[B, styleSize]` or one per layer `[B, layers, styleSize]`; the latents themselves in families without a mapping. */
  readonly styles: Tensor;
  readonly features: Features;
  /** The image so far at each side `[B, r, r, C]`, in families with an output-skip pyramid. */
  readonly pyramid?: Features | undefined;
}

/** Where a generator is entered half-way: the features of side `resolution` and, where its family asks for them, the skip image and styles. */
export interface Reentry {
  readonly resolution: number;
  /** `[B, r, r, C]`, stands for the tap at `resolution`; at side 1 the latent code itself, `[B, 1, 1, styleSize]`. */
  readonly features: Tensor4D;
  /** `[B, r, r, imageChannels]`, the image so far, in families with an output-skip pyramid. */
  readonly image?: Tensor4D | undefined;
  /** `[B, styleSize]`, used for every remaining layer, or one for each `[B, layers, styleSize]`. */
  readonly style?: Tensor2D | Tensor3D | undefined;
}

/** A generator bound to parameters. Pure: the same call gives the same result and changes nothing. */
export interface Generator {
  /** Latents `[B, latentSize]` → styles. */
  readonly map: (latents: Tensor2D, request?: ForwardRequest) => Tensor;
  readonly synthesize: (styles: Tensor, request?: ForwardRequest) => Generated;
  /** Continues from half-way (GLeaD). Present where the family's description has `reentry`. */
  readonly resume?: (from: Reentry, request?: ForwardRequest) => Tensor4D;
}

/** What a discriminator says about a batch: one forward. */
export interface Verdict {
  /** Raw realness scores `[B, 1]`. */
  readonly logits: Tensor2D;
  readonly features: Features;
  /** What the last layer scores: `score(embedding) ≡ logits`. */
  readonly embedding: Tensor;
}

/** A discriminator bound to parameters. Pure, like {@link Generator}. */
export interface Discriminator {
  /** Images `[B, R, R, C]` in [-1, 1]. */
  readonly judge: (images: Tensor4D, request?: ForwardRequest) => Verdict;
  readonly score: (embedding: Tensor) => Tensor2D;
  /** Everything behind the smallest feature map `[B, r, r, C]`: `conclude(features.at(smallest)) ≡ logits`. */
  readonly conclude: (smallest: Tensor4D) => Tensor2D;
}
