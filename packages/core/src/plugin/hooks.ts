import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Verdict } from '../models/types.ts';
import type { DiscriminatorStep, Domain, GeneratorStep, Gradients, Judged, Player, Step, StepDraws } from './steps.ts';
import type { TermDeclaration, TermDeclarations } from './types.ts';

/** What a plugin keeps between steps: tensors and JSON, saved in every checkpoint under the instance's id. */
export interface Saved {
  readonly tensors?: Readonly<Record<string, Tensor>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What is known of a finished step. */
export interface StepReport {
  readonly index: number;
  /** Logged numbers by name, for example `loss/discriminator` or `ggdr/features`. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Which images a hook is called for. Its random streams differ by player, phase and kind of image. */
export interface ImageContext {
  readonly index: number;
  readonly progress: number;
  readonly player: Player;
  /** `own` in an optimizer step of terms declared so. */
  readonly phase: 'joint' | 'own';
  readonly on: Domain;
  readonly random: (stream: string) => StepDraws;
}

/** Augmented images, and how the same change moves a feature map. */
export interface Augmented {
  readonly images: Tensor4D;
  /** `[B, r, r, C]` of any side → the same map, moved and covered like the images. Missing: the geometry is unchanged. */
  readonly geometry?: ((maps: Tensor4D) => Tensor4D) | undefined;
}

/** Changes the images on their way to the discriminator, differentiably. */
export type Augment = (images: Tensor4D, context: ImageContext) => Augmented;

/** The discriminator that a `judge` hook surrounds; both calls are served from the forward cache where they can be. */
export interface SurroundedDiscriminator {
  readonly judge: (images: Tensor4D) => Verdict;
  /** Everything behind the smallest feature map. */
  readonly conclude: (smallest: Tensor4D) => Tensor2D;
}

/**
 * Replaces the logits of the adversarial loss. `extra` is handed to this plugin's own terms. One plugin of a plan may have it
 * and must say so: `exclusive: ['judge']`.
 */
export type JudgeHook = (
  images: Tensor4D,
  discriminator: SurroundedDiscriminator,
  context: ImageContext,
) => { readonly logits: Tensor2D; readonly extra?: unknown };

/** What has been judged in one half of a step. */
export interface HalfReport {
  readonly index: number;
  readonly player: Player;
  /** Images and verdicts of the half; reals are missing in a generator's half that does not look at them. */
  readonly real?: Pick<Judged, 'images' | 'original' | 'verdict'> | undefined;
  readonly fake: Pick<Judged, 'images' | 'original' | 'verdict'>;
  readonly log: (name: string, value: Scalar) => void;
}

/** Changes the gradient of one player, by parameter path, before its optimizer; `separate` by term key, `id/term`. */
export type GradientHook = (
  gradients: Gradients,
  separate: Readonly<Record<string, Gradients>>,
  step: Pick<Step, 'index' | 'progress' | 'log'>,
) => Gradients;

type StepOf<Term extends TermDeclaration> = Term['player'] extends 'discriminator' ? DiscriminatorStep : GeneratorStep;

/** What a plugin does. Every member is optional; each hook has one kind. */
export interface Hooks<Terms extends TermDeclarations = TermDeclarations> {
  /** Kind: sum. Each is evaluated only on steps where its weight is active, inside the half's one tape. */
  readonly terms?: { readonly [Name in keyof Terms]: (step: StepOf<Terms[Name]>) => Scalar };
  /** Kind: pipe, ordered. Changes which reals `[B, R, R, C]` there are, before any augmentation and any slope. */
  readonly reals?: (images: Tensor4D, context: ImageContext) => Tensor4D;
  /** Kind: pipe, ordered. Every image that the adversarial game shows to the discriminator passes through. */
  readonly augment?: Augment;
  /** Kind: around, exclusive. */
  readonly judge?: JudgeHook;
  /** Kind: pipe, ordered. Changes the latents that fakes are trained on, `[B, latentSize]` of standard normals; samples get theirs as given. */
  readonly latents?: (latents: Tensor2D, random: (stream: string) => StepDraws) => Tensor2D;
  /** Kind: pipe, ordered. Replaces the generator's gradient before the optimizer; `separate` holds those of terms declared so. */
  readonly generatorGradients?: GradientHook;
  /** Kind: pipe, ordered. */
  readonly discriminatorGradients?: GradientHook;
  /** Kind: observe. Called on the half's tape once its images are judged; keep nothing but constants (`ops.stopGradient`). */
  readonly judged?: (half: HalfReport) => void;
  /** Kind: observe. */
  readonly afterStep?: (report: StepReport) => void;
  /** Kind: collect. */
  readonly state?: { readonly save: () => Saved; readonly restore: (saved: Saved) => void };
  readonly dispose?: () => void;
}
