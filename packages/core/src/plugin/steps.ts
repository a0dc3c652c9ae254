import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Stream } from '@ganreg/numerics/random';
import type { LossForm } from '../losses/adversarial.ts';
import type { Head, HeadReference } from '../models/heads/head.ts';
import type { Features, Generated, Parameters, Reentry, Verdict } from '../models/types.ts';

/** Which images a term looks at. */
export type Domain = 'real' | 'fake';

/** Who minimises something. */
export type Player = 'discriminator' | 'generator';

/** The draws of one stream in the step at hand; asking again replays them. */
export type StepDraws = ReturnType<Stream['at']>;

export interface Step {
  /** 0 for the first step of the run. */
  readonly index: number;
  /** 0 … 1 through the run. */
  readonly progress: number;
  /** Named random streams of this plugin; adding or removing other plugins never moves a draw. */
  readonly random: (stream: string) => StepDraws;
  /** Records a number for the logs under this plugin's id. */
  readonly log: (name: string, value: Scalar) => void;
}

/** Images and what the discriminator makes of them, computed once per step whoever asks. */
export interface Judged {
  /** `[B, R, R, C]` in [-1, 1], as the discriminator was shown them: after every augmentation. */
  readonly images: Tensor4D;
  /** The same before augmentation: what a penalty on the slope of the discriminator differentiates in. */
  readonly original: Tensor4D;
  /** Of the images themselves, also where a plugin replaces the logits of the adversarial loss. */
  readonly verdict: Verdict;
  /** What the adversarial loss sees `[B, 1]`; `verdict.logits` unless a plugin replaces them. Declare the call `adversarial`. */
  readonly adversarialLogits: Tensor2D;
}

/** Fakes as the discriminator sees them, with the generator's own features. */
export interface JudgedFake extends Judged {
  readonly latents: Tensor2D;
  readonly styles: Tensor;
  /** The generator's feature maps that this plugin declared, moved with the geometry of augmentations. */
  readonly features: Features;
}

/** What terms of both players may use. */
export interface EitherStep extends Step {
  /** Differentiable in the generator's parameters in its half, constants in the discriminator's. */
  readonly fake: JudgedFake;
  readonly real: Judged;
  /** The output of a declared head on these images. */
  readonly head: <Output>(head: Head<Output> | HeadReference<Output>, on: Domain) => Output;
  /** A further forward of the discriminator, of exactly these images. */
  readonly judge: (images: Tensor4D) => Verdict;
  /** What this plugin's own `judge` hook handed over beside the logits. */
  readonly extra: (on: Domain) => unknown;
}

/** What a term of the discriminator's objective may use. */
export interface DiscriminatorStep extends EitherStep {
  /** Further images of the frozen generator `[B, R, R, C]`, made with the noise of this half's fakes. */
  readonly generate: (latents: Tensor2D) => Tensor4D;
  /** The frozen generator from half-way on: gradients pass through it, its parameters get none. */
  readonly resume: (from: Reentry) => Tensor4D;
}

/** How the discriminator's own loss is asked for again. */
export interface AdversarialRequest {
  /** `untruncated` drops the hinge's margins. Default `as-loss`. */
  readonly form?: LossForm | undefined;
  /** Only one kind of image. A loss that compares the kinds has no parts (see `Setup.loss`) and refuses. Default `both`. */
  readonly part?: Domain | 'both' | undefined;
  /** The half's own images, or a second independent set of reals and latents (the call `another-batch`). Default `own`. */
  readonly batch?: 'own' | 'another' | undefined;
  /** Only the logits of this half of the batch. */
  readonly half?: 'first' | 'second' | undefined;
  /** Other values of the discriminator's parameters, by path; those that are missing keep theirs. Default: the trained ones. */
  readonly parameters?: Parameters | undefined;
}

/** What a term of the generator's objective may use. */
export interface GeneratorStep extends EitherStep {
  /** Further images of the generator, differentiable in its parameters, made with the noise of this half's fakes. */
  readonly generate: (latents: Tensor2D) => Tensor4D;
  /** The same with the styles that they were made of: images differentiable in both. Declare the call `generate`. */
  readonly synthesize: (latents: Tensor2D) => Pick<Generated, 'images' | 'styles'>;
  /** The discriminator's own loss on this half's images, on the current tape. */
  readonly adversarial: (request?: AdversarialRequest) => Scalar;
  /**
   * The weighted penalties of the discriminator (terms of `kind: 'penalty'`) on this half's images; nothing when there are none.
   * A lazy one counts with its averaged weight on every step.
   * @param fakes `constant` keeps the penalty from the generator's parameters
   */
  readonly penalties: (request: {
    readonly fakes: 'constant' | 'differentiable';
    readonly batch?: 'own' | 'another' | undefined;
    readonly parameters?: Parameters | undefined;
  }) => Scalar | undefined;
  /** The discriminator's parameters by path, without heads. */
  readonly discriminatorParameters: Parameters;
  /**
   * The gradient of something on the current tape in the discriminator's parameters, itself differentiable. A parameter that it
   * does not depend on is missing.
   * @param where keeps only parameters with such a path, and saves the work for the others
   */
  readonly discriminatorGradient: (of: Scalar, where?: (path: string) => boolean) => Gradients;
}

/** Gradients of one player by parameter path; a parameter without a gradient is missing. */
export type Gradients = ReadonlyMap<string, Tensor>;
