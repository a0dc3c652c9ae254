import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Random, Stream } from '@ganreg/numerics/random';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ModelDescription } from '../models/description.ts';
import type { Tools } from '../models/family.ts';
import type { Head, HeadReference } from '../models/heads/head.ts';
import type { Features, Parameters, Reentry, Verdict } from '../models/types.ts';
import type { Needs, Resolved } from '../wiring/token.ts';
import type { Weight } from './schedule.ts';

/** Which images a term looks at. */
export type Domain = 'real' | 'fake';

/** One scalar that a plugin adds to a player's objective, declared so that the plan knows it before any tensor exists. */
export interface TermDeclaration {
  /** Who minimises it. */
  readonly player: 'discriminator' | 'generator';
  /** Which images it may touch. */
  readonly on: Domain | 'both';
  /** Default weight; multiplies the term exactly as the plugin's README defines it. 0 leaves the term out until it is configured. */
  readonly weight: Weight;
  /** `separate` keeps its gradient apart for the gradient hooks. Default `summed`. */
  readonly gradient?: 'summed' | 'separate';
  /** `own` gives it an optimizer step of its own after the main one (published lazy R1 and path length). Default `joint`. */
  readonly phase?: 'joint' | 'own';
  /** Default `every`. */
  readonly every?: number;
  /** `none` for a term whose weight is found automatically: `every` never multiplies it. */
  readonly gain?: 'compensate' | 'none';
  /** One line for `ganreg inspect`. */
  readonly about?: string;
}

export type TermDeclarations = Readonly<Record<string, TermDeclaration>>;

/** What a plugin needs, computed from its options and the model without a tensor. Access to anything else throws. */
export interface Requirements {
  /** Feature maps it reads. */
  readonly taps?: readonly { readonly of: 'generator' | 'discriminator'; readonly at: number }[];
  /** Heads it trains with the discriminator, or reads from another plugin. */
  readonly heads?: readonly (Head | HeadReference)[];
  /** Side at which it enters the generator half-way. */
  readonly reentry?: number | undefined;
  /** 2 when its terms differentiate a gradient. Default 1. */
  readonly gradientOrder?: 1 | 2;
  /** Extra forwards of whole networks that its terms ask for. */
  readonly calls?: readonly ('judge' | 'generate' | 'adversarial')[];
  /** Whether the term is defined only where the discriminator does not normalise over the batch. */
  readonly independentSamples?: boolean;
  /** Smallest batch that makes sense. */
  readonly leastBatch?: number;
  /** Multiply-adds per image of one active step, forward and backward, beyond the shared forwards. */
  readonly macsPerImage?: number;
  /** The terms that exist under these options; all by default. */
  readonly terms?: readonly string[];
}

/** A pair of plugins that cannot or should not be stacked. */
export interface Conflict {
  /** Name of the other plugin. */
  readonly with: string;
  readonly why: string;
  readonly fix?: string;
}

/** Where a method comes from. */
export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly venue: string;
  readonly url: string;
}

interface Step {
  /** 0 for the first step of the run. */
  readonly index: number;
  /** 0 … 1 through the run. */
  readonly progress: number;
  /** Named random streams of this plugin; adding or removing other plugins never moves a draw. */
  readonly random: (stream: string) => ReturnType<Stream['at']>;
  /** Records a number for the logs under this plugin's id. */
  readonly log: (name: string, value: Scalar) => void;
}

/** Images and what the discriminator makes of them, computed once per step whoever asks. */
export interface Judged {
  /** `[B, R, R, C]` in [-1, 1]. */
  readonly images: Tensor4D;
  readonly verdict: Verdict;
}

/** Fakes as the discriminator sees them: constants, with the generator's own features. */
export interface JudgedFake extends Judged {
  readonly latents: Tensor2D;
  readonly styles: Tensor;
  /** The generator's feature maps that this plugin declared. */
  readonly features: Features;
}

/** What a term of the discriminator's objective may use. */
export interface DiscriminatorStep extends Step {
  readonly real: Judged;
  readonly fake: JudgedFake;
  /** The output of a declared head on these images. */
  readonly head: <Output>(head: Head<Output> | HeadReference<Output>, on: Domain) => Output;
  /** A further forward of the discriminator. */
  readonly judge: (images: Tensor4D) => Verdict;
  /** Further images of the frozen generator `[B, R, R, C]`. */
  readonly generate: (latents: Tensor2D) => Tensor4D;
  /** The frozen generator from half-way on: gradients pass through it, its parameters get none. */
  readonly resume: (from: Reentry) => Tensor4D;
}

/** How the discriminator's own loss is asked for again. */
export interface AdversarialRequest {
  /** `untruncated` drops the hinge's margins. Default `as-loss`. */
  readonly form?: 'as-loss' | 'untruncated';
  readonly part?: Domain | 'both';
}

/** What a term of the generator's objective may use. */
export interface GeneratorStep extends Step {
  /** Fakes, differentiable in the generator's parameters. */
  readonly fake: JudgedFake;
  /** A batch of reals drawn for this half. */
  readonly real: Judged;
  readonly judge: (images: Tensor4D) => Verdict;
  readonly generate: (latents: Tensor2D) => Tensor4D;
  /** The discriminator's own loss on this half's images, on the current tape. */
  readonly adversarial: (request?: AdversarialRequest) => Scalar;
  /** The discriminator's parameters by path. */
  readonly discriminatorParameters: Parameters;
}

/** Gradients of one player by parameter path; a parameter without a gradient is missing. */
export type Gradients = ReadonlyMap<string, Tensor>;

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

type StepOf<Term extends TermDeclaration> = Term['player'] extends 'discriminator' ? DiscriminatorStep : GeneratorStep;

/** What a plugin does. Every member is optional; each hook has one kind. */
export interface Hooks<Terms extends TermDeclarations = TermDeclarations> {
  /** Kind: sum. Each is evaluated only on steps where its weight is active, inside the half's one tape. */
  readonly terms?: { readonly [Name in keyof Terms]: (step: StepOf<Terms[Name]>) => Scalar };
  /** Kind: pipe, ordered. Replaces the generator's gradient before the optimizer; `separate` holds those of terms declared so. */
  readonly generatorGradients?: GradientHook;
  /** Kind: pipe, ordered. */
  readonly discriminatorGradients?: GradientHook;
  /** Kind: observe. */
  readonly afterStep?: (report: StepReport) => void;
  /** Kind: collect. */
  readonly state?: { readonly save: () => Saved; readonly restore: (saved: Saved) => void };
  readonly dispose?: () => void;
}

export type GradientHook = (
  gradients: Gradients,
  separate: Readonly<Record<string, Gradients>>,
  step: Pick<Step, 'index' | 'progress' | 'log'>,
) => Gradients;

/** What a plugin is set up with, once, when the models exist. */
export interface Setup<Options, Services> extends Tools {
  readonly id: string;
  readonly options: Options;
  readonly model: ModelDescription;
  readonly services: Services;
  /** Streams of this instance that do not depend on the step. */
  readonly random: Random;
}

export interface PluginDefinition<
  Schema extends StandardSchemaV1,
  Terms extends TermDeclarations,
  Tokens extends Needs,
> {
  /** Short name; `id` and log prefix by default. */
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly paper?: Paper;
  /** Closed, with defaults; any Standard Schema, zod preferred because editors can complete it. */
  readonly options: Schema;
  readonly terms: Terms | ((options: StandardSchemaV1.InferOutput<Schema>) => Terms);
  /** Pure and tensor-free. @throws GanregError when the options do not fit the model */
  readonly requires?: (options: StandardSchemaV1.InferOutput<Schema>, model: ModelDescription) => Requirements;
  readonly conflicts?: readonly Conflict[];
  /** Services by name, for example `{ perceptual: PerceptualDistance }`. */
  readonly inject?: Tokens;
  readonly setup: (given: Setup<StandardSchemaV1.InferOutput<Schema>, Resolved<Tokens>>) => Hooks<Terms>;
}

/** Any plugin, with its option and term types forgotten. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly paper?: Paper;
  readonly options: StandardSchemaV1;
  readonly terms: (options: unknown) => TermDeclarations;
  readonly requires: (options: unknown, model: ModelDescription) => Requirements;
  readonly conflicts: readonly Conflict[];
  readonly inject: Needs;
  readonly setup: (given: Setup<unknown, Readonly<Record<string, unknown>>>) => Hooks;
}
