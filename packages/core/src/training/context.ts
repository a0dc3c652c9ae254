import type { AdversarialLoss } from '../losses/adversarial.ts';
import type { Random } from '@ganreg/numerics/random';
import type { Discriminator, Generator, Parameters } from '../models/types.ts';
import type { Tools } from '../models/family.ts';
import type { Plan, PlannedPlugin, PlannedTerm } from '../plan/types.ts';
import type { Hooks } from '../plugin/hooks.ts';
import type { Adam } from './adam.ts';
import type { BatchSource } from './batches.ts';
import type { BoundHead } from './judging.ts';
import type { Logs } from './logs.ts';
import type { NetworkVariables } from './network-state.ts';
import type * as tf from '@tensorflow/tfjs-core';

/** A plugin that has been set up. */
export interface ActivePlugin {
  readonly planned: PlannedPlugin;
  readonly hooks: Hooks;
}

/** A term with the plugin that owns it. */
export interface ActiveTerm {
  readonly term: PlannedTerm;
  readonly plugin: ActivePlugin;
}

/** Everything both halves of a step work with. */
export interface TrainingContext {
  readonly plan: Plan;
  readonly tools: Tools;
  readonly random: Random;
  readonly batches: BatchSource;
  readonly loss: AdversarialLoss;
  readonly networks: { readonly generator: NetworkVariables; readonly discriminator: NetworkVariables };
  readonly generator: Generator;
  readonly discriminator: Discriminator;
  /** The discriminator at other values of its parameters; those that are missing keep theirs. */
  readonly discriminatorAt: (parameters: Parameters) => Discriminator;
  readonly heads: ReadonlyMap<string, BoundHead>;
  /** Trainable variables of each player by full path; the discriminator's include its heads. */
  readonly trainable: {
    readonly generator: ReadonlyMap<string, tf.Variable>;
    readonly discriminator: ReadonlyMap<string, tf.Variable>;
  };
  readonly optimizers: { readonly generator: Adam; readonly discriminator: Adam };
  readonly terms: readonly ActiveTerm[];
  /** Plugins in the order of their ordered hooks. */
  readonly ordered: readonly ActivePlugin[];
  readonly logs: Logs;
}
