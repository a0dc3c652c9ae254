import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelDescription, ParameterSpecs } from '../description.ts';
import type { Tools } from '../family.ts';
import type { Features, Parameters, Verdict } from '../types.ts';

/**
 * A small network on the discriminator's features, trained with the discriminator and named so that plugins can share it:
 * equal name and compatible spec is one head, created and evaluated once.
 */
export interface Head<Output = unknown> {
  readonly name: string;
  /** What makes two requests of one name equal. */
  readonly spec: Readonly<Record<string, number | string | boolean>>;
  /** Discriminator features it reads. */
  readonly taps: (model: ModelDescription) => readonly number[];
  /** Heads it reads. */
  readonly uses: readonly Head[];
  readonly parameters: (model: ModelDescription) => ParameterSpecs;
  /** Multiply-adds per image. */
  readonly macs: (model: ModelDescription) => number;
  /** The head that serves both requests, if one can. */
  readonly merge?: (other: Head) => Head<Output> | undefined;
  readonly forward: (given: HeadInput) => Output;
}

/** What a head computes from: the discriminator’s features of one kind of image, and its own parameters. */
export interface HeadInput extends Tools {
  readonly model: ModelDescription;
  readonly parameters: Parameters;
  readonly features: Features;
  readonly verdict: Verdict;
  /** The output of a head that this one `uses`. */
  readonly head: <Output>(head: Head<Output> | HeadReference<Output>) => Output;
}

/** A head that some other plugin provides, named in the configuration as `head:NAME`. */
export interface HeadReference<Output = unknown> {
  readonly name: string;
  readonly provided: 'elsewhere';
  /** Only carries the type. */
  readonly output?: Output;
}

/** Declares a head; an identity function that infers types. */
export const defineHead = <Output>(head: Head<Output>): Head<Output> => head;

/** Refers to a head of another plugin by name. */
export const existingHead = <Output = Tensor>(name: string): HeadReference<Output> => ({ name, provided: 'elsewhere' });

export const isReference = (head: Head | HeadReference): head is HeadReference => 'provided' in head;
