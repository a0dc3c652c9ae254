import type { ExperimentInput, Family, Plugin, Scope } from '@ganreg/core';
import type { EngineName } from '@ganreg/numerics';
import type * as tf from '@tensorflow/tfjs-core';
import type { AnyStep } from './laboratory/observe.ts';
import { microExperiment } from './laboratory/micro.ts';
import type { LaboratoryOptions } from './laboratory/trainer.ts';

/** What an equation is evaluated on: the step that the term itself was given, on fixed images, latents and weights. */
export interface EquationInput {
  /** What the term saw; a term of the generator finds that player's members, one of the discriminator the other's. */
  readonly step: AnyStep;
  readonly options: Readonly<Record<string, unknown>>;
  /** The numbers of a tensor, flat. */
  readonly values: (tensor: tf.Tensor) => readonly number[];
  /** The numbers of a tensor, one row for each image of the batch. */
  readonly rows: (tensor: tf.Tensor) => readonly (readonly number[])[];
  readonly mean: (numbers: readonly number[]) => number;
  /** ∂ Σ of / ∂ to, on the step's own tape. */
  readonly slope: <T extends tf.Tensor>(of: tf.Tensor, to: T) => T;
}

/** The paper's equation in plain arithmetic: the value that a term must have. */
export type Equation = (given: EquationInput) => number;

/** How a plugin is put to the contract. */
export interface PluginContractOptions {
  /** Its options in all checks but the one of its defaults. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** Families that it must train on, or be refused by with a reason; the first serves every other check. Default dcgan, mlp. */
  readonly families?: readonly (string | Family)[];
  /** Engines that must agree; the first serves every other check. Default wasm, cpu. */
  readonly engines?: readonly EngineName[];
  /** The paper's equation of each term. */
  readonly equations?: Readonly<Record<string, Equation>>;
  /** Plugins that it must stack with, or conflict with as declared. Default: all that are installed. */
  readonly beside?: readonly Plugin[];
  /** Further options of the first family's model. */
  readonly model?: Readonly<Record<string, unknown>>;
  /** Provides the services that it injects. */
  readonly provide?: (scope: Scope) => void;
}

type Use = Exclude<NonNullable<ExperimentInput['plugins']>[number], string>;

/** A plugin under test, with everything that the checks need. */
export class Subject {
  readonly plugin: Plugin;
  readonly options: PluginContractOptions;
  readonly families: readonly string[];
  readonly engines: readonly EngineName[];
  readonly #ownFamilies: readonly Family[];

  constructor(plugin: Plugin, options: PluginContractOptions = {}) {
    const families = options.families ?? ['dcgan', 'mlp'];
    this.plugin = plugin;
    this.options = options;
    this.#ownFamilies = families.filter((family) => typeof family !== 'string');
    this.families = families.map((family) => (typeof family === 'string' ? family : family.name));
    this.engines = options.engines ?? ['wasm', 'cpu'];
  }

  get engine(): EngineName {
    return this.engines[0] ?? 'wasm';
  }

  get family(): string {
    return this.families[0] ?? 'dcgan';
  }

  /** Its entry in a configuration: active on every step. */
  use(extra: Partial<Use> = {}): Use {
    return { use: this.plugin.name, every: 1, with: this.options.with ?? {}, ...extra };
  }

  /** A micro experiment with these plugins; without any, with this one alone. */
  experiment(
    plugins: NonNullable<ExperimentInput['plugins']> = [this.use()],
    { family = this.family, model = {}, train = {} }: { family?: string; model?: object; train?: object } = {},
  ): ExperimentInput {
    const own = family === this.family ? this.options.model : {};
    const micro = microExperiment(family, { ...own, ...model });
    return { ...micro, train: { ...micro.train, ...train }, plugins };
  }

  /** Where it runs, in place of itself a watched version, and with others. */
  laboratory(plugin: Plugin = this.plugin, others: readonly Plugin[] = []): LaboratoryOptions {
    return {
      plugins: [plugin, ...others],
      engine: this.engine,
      families: this.#ownFamilies,
      provide: this.options.provide,
    };
  }
}
