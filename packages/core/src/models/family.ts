import type * as tf from '@tensorflow/tfjs-core';
import type * as Numerics from '@ganreg/numerics';
import type { z } from 'zod';
import type { ModelDescription } from './description.ts';
import type { Discriminator, Generator, Parameters } from './types.ts';

/** The tensor libraries, handed over so that there is one TensorFlow.js in a process and planning needs none. */
export interface Tools {
  readonly tf: typeof tf;
  /** Twice differentiable GAN operations of `@ganreg/numerics`: cosineDistance, firUp, inputGradient, stopGradient … */
  readonly ops: typeof Numerics;
}

/** Parameters of one network and its buffers (batch statistics), by path. */
export interface NetworkState {
  readonly parameters: Parameters;
  readonly buffers: Parameters;
}

/** The size of image that a model must make. */
export interface ImageSize {
  readonly resolution: number;
  readonly channels: number;
}

/** A family of generator/discriminator pairs: what they are (tensor-free) and how they run (functions of their parameters). */
export interface Family<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly options: Schema;
  /** Named published settings; `preset: name` in the configuration starts from them. */
  readonly presets?: Readonly<Record<string, z.input<Schema>>>;
  /** Size when the configuration gives none. */
  readonly defaultSize: (data: ImageSize) => ImageSize;
  /** @throws GanregError PLAN_INVALID_MODEL when these options do not make a model */
  readonly describe: (options: z.output<Schema>, size: ImageSize) => ModelDescription;
  readonly load: () => Promise<FamilyForwards<z.output<Schema>>>;
}

/** Binds a family’s two networks to parameters; loaded when training starts. */
export interface FamilyForwards<Options> {
  readonly generator: (given: BindRequest<Options>) => Generator;
  readonly discriminator: (given: BindRequest<Options>) => Discriminator;
}

export interface BindRequest<Options> extends NetworkState {
  readonly tools: Tools;
  readonly options: Options;
  readonly description: ModelDescription;
}

/** Declares a family; an identity function that infers types. */
export const defineFamily = <Schema extends z.ZodType>(family: Family<Schema>): Family<Schema> => family;
