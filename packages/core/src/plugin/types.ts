import type { Random } from '@ganreg/numerics/random';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { LossName } from '../losses/adversarial.ts';
import type { ModelDescription } from '../models/description.ts';
import type { Tools } from '../models/family.ts';
import type { Head, HeadReference } from '../models/heads/head.ts';
import type { Needs, Resolved } from '../wiring/token.ts';
import type { Hooks } from './hooks.ts';
import type { Weight } from './schedule.ts';
import type { Domain, Player } from './steps.ts';

/** One scalar that a plugin adds to a player's objective, declared so that the plan knows it before any tensor exists. */
export interface TermDeclaration {
  /** Who minimises it. */
  readonly player: Player;
  /** Which of the half's images it may touch; with `none` in a phase of its own, none are made. */
  readonly on: Domain | 'both' | 'none';
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
  /**
   * `penalty`: constrains the discriminator alone and counts as part of its own loss where a method asks for that (gradient
   * penalties in AdvAs). Default `objective`.
   */
  readonly kind?: 'objective' | 'penalty';
  /** One line for `ganreg inspect`. */
  readonly about?: string;
}

/** Terms by name: weights in configurations, and log entries `id/name`, use these names. */
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
  readonly calls?: readonly ('judge' | 'generate' | 'adversarial' | 'another-batch')[];
  /** Hooks that only one plugin of a plan may have. */
  readonly exclusive?: readonly 'judge'[];
  /** Whether the term is defined only where the discriminator does not normalise over the batch. */
  readonly independentSamples?: boolean;
  /** Smallest batch that makes sense. */
  readonly leastBatch?: number;
  /**
   * `false` promises that a batch may be taken in parts (`train.microBatch`): each term on a batch is the mean of the term on equal
   * parts of it, hooks treat images one by one, random draws are one for each image (the first axis) or one for all, and nothing
   * is kept from call to call. Otherwise why not, in a few words. Missing: nobody knows, and micro-batches are refused.
   */
  readonly batchCoupled?: false | string;
  /**
   * Multiply-adds per image of one active step, forward and backward, beyond the shared forwards: of the plugin, or of each of
   * its terms.
   */
  readonly macsPerImage?: number | Readonly<Record<string, number>>;
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

/** What a plugin is set up with, once, when the models exist. */
export interface Setup<Options, Services> extends Tools {
  readonly id: string;
  readonly options: Options;
  readonly model: ModelDescription;
  /** Images in a batch. */
  readonly batch: number;
  /** The adversarial loss; `parts` says whether the discriminator's is one on reals plus one on fakes. */
  readonly loss: { readonly name: LossName; readonly parts: boolean };
  readonly services: Services;
  /** Streams of this instance that do not depend on the step. */
  readonly random: Random;
}

/** What {@link definePlugin} takes: a name, a schema of options, terms, needs, and a setup that gives hooks. */
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
  /** Where its ordered hooks run among those of other plugins, unless the configuration orders them by `before` and `after`. */
  readonly place?: 'first' | 'last';
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
  readonly place?: 'first' | 'last';
  readonly inject: Needs;
  readonly setup: (given: Setup<unknown, Readonly<Record<string, unknown>>>) => Hooks;
}
