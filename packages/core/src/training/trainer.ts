import * as tf from '@tensorflow/tfjs-core';
import * as ops from '@ganreg/numerics';
import { createRandom, type Random } from '@ganreg/numerics/random';
import { DivergedError } from './faults.ts';
import { adversarialLoss } from '../losses/adversarial.ts';
import type { FamilyForwards, NetworkState, Tools } from '../models/family.ts';
import type { Generator } from '../models/types.ts';
import { orderHooks } from '../plan/order.ts';
import type { Plan } from '../plan/types.ts';
import type { StepReport } from '../plugin/hooks.ts';
import type { Scope } from '../wiring/scope.ts';
import { TrainingData } from '../wiring/services.ts';
import { Adam } from './adam.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import { retention, updateAverage } from './average.ts';
import { Batches } from './batches.ts';
import type { ActivePlugin, ActiveTerm, TrainingContext } from './context.ts';
import { culpritsOf } from './culprits.ts';
import { discriminatorHalf } from './discriminator-half.ts';
import { generatorHalf } from './generator-half.ts';
import { LeakWatch, type Leak } from './leak-watch.ts';
import { Logs } from './logs.ts';
import { copyNetwork, createNetwork, disposeNetwork, type NetworkVariables } from './network-state.ts';
import { latentsOf, sampledAtOnce, sampleImages } from './sampler.ts';
import { setUpPlugin } from './set-up-plugin.ts';
import { TrainerState } from './trainer-state.ts';

const tools: Tools = { tf, ops };

const prefixed = (prefix: string, map: ReadonlyMap<string, tf.Variable>): readonly [string, tf.Variable][] =>
  [...map].map(([path, value]) => [`${prefix}/${path}`, value]);

const lazyInterval = (plan: Plan, player: string): number | undefined =>
  plan.terms.find((term) => term.declaration.player === player && term.declaration.phase === 'own')?.every;

/** Trains one plan, step by step. Create with {@link createTrainer}. */
export class Trainer {
  readonly plan: Plan;
  readonly random: Random;
  /** Everything that a checkpoint must hold. */
  readonly state: TrainerState;
  readonly #context: TrainingContext;
  readonly #plugins: readonly ActivePlugin[];
  readonly #average: NetworkVariables | undefined;
  readonly #averaged: Generator;
  readonly #networks: readonly NetworkVariables[];
  readonly #attempts: Attempts;
  readonly #leaks = new LeakWatch();
  #step = 0;

  constructor(
    plan: Plan,
    forwards: FamilyForwards<unknown>,
    scope: Scope,
    attempts: Attempts = createAttempts(plan.config.seed),
  ) {
    this.plan = plan;
    this.#attempts = attempts;
    this.random = this.#attempts.random;
    const { model, familyOptions: options } = plan;
    const initial = this.random.scoped('init');
    const generatorNetwork = createNetwork('generator', model.generator.parameters, model.generator.buffers, initial);
    const discriminatorNetwork = createNetwork(
      'discriminator',
      model.discriminator.parameters,
      model.discriminator.buffers,
      initial,
    );
    const headNetworks = new Map(
      plan.heads.map(({ head }) => [
        head.name,
        createNetwork(`head/${head.name}`, head.parameters(model), {}, initial),
      ]),
    );
    this.#average = plan.emaImages === undefined ? undefined : copyNetwork(generatorNetwork);
    this.#networks = [
      generatorNetwork,
      discriminatorNetwork,
      ...headNetworks.values(),
      ...(this.#average === undefined ? [] : [this.#average]),
    ];
    const bind = (state: NetworkState) => ({ ...state, tools, options, description: model });
    const optimizers = {
      generator: new Adam(plan.optimizer.generator, lazyInterval(plan, 'generator')),
      discriminator: new Adam(plan.optimizer.discriminator, lazyInterval(plan, 'discriminator')),
    };
    const trainable = {
      generator: new Map(prefixed('generator', generatorNetwork.parameters)),
      discriminator: new Map([
        ...prefixed('discriminator', discriminatorNetwork.parameters),
        ...[...headNetworks].flatMap(([name, network]) => prefixed(`head/${name}`, network.parameters)),
      ]),
    };
    const loss = adversarialLoss(tf, plan.loss);
    const weights = new Map([...trainable.generator, ...trainable.discriminator]);
    const surroundings = { plan, tools, scope, loss, random: this.random, weights, leaks: this.#leaks };
    this.#plugins = plan.plugins.map((planned) => setUpPlugin(planned, surroundings));
    const byId = new Map(this.#plugins.map((plugin) => [plugin.planned.id, plugin]));
    const terms = plan.terms.flatMap((term): readonly ActiveTerm[] => {
      const plugin = byId.get(term.owner);
      return plugin === undefined ? [] : [{ term, plugin }];
    });
    this.#context = {
      plan,
      tools,
      random: this.random,
      batches: new Batches(scope.get(TrainingData), model, plan.batch, createRandom(plan.config.seed)),
      loss,
      networks: { generator: generatorNetwork, discriminator: discriminatorNetwork },
      generator: forwards.generator(bind(generatorNetwork)),
      discriminator: forwards.discriminator(bind(discriminatorNetwork)),
      discriminatorAt: (parameters) =>
        forwards.discriminator(
          bind({
            buffers: discriminatorNetwork.buffers,
            parameters: new Map<string, tf.Tensor>([...discriminatorNetwork.parameters, ...parameters]),
          }),
        ),
      heads: new Map(
        plan.heads.map(({ head }) => [
          head.name,
          { head, parameters: headNetworks.get(head.name)?.parameters ?? new Map<string, tf.Tensor>() },
        ]),
      ),
      trainable,
      optimizers,
      terms,
      ordered: orderHooks(plan.plugins).flatMap(({ id }) => byId.get(id) ?? []),
      logs: new Logs(),
    };
    this.#averaged = this.#average === undefined ? this.#context.generator : forwards.generator(bind(this.#average));
    this.state = new TrainerState({
      networks: new Map([
        ['generator', generatorNetwork],
        ['discriminator', discriminatorNetwork],
        ...[...headNetworks].map(([name, network]) => [`head/${name}`, network] as const),
        ...(this.#average === undefined ? [] : ([['average', this.#average]] as const)),
      ]),
      optimizers: new Map(Object.entries(optimizers)),
      plugins: this.#plugins,
      step: { read: () => this.#step, write: (step) => (this.#step = step) },
      attempt: { read: () => this.#attempts.current(), write: (attempt) => this.#attempts.choose(attempt) },
    });
  }

  /** Steps done so far. */
  get step(): number {
    return this.#step;
  }

  /** How the data was brought to the model's size, in words. */
  get adaptation(): readonly string[] {
    return this.#context.batches.adaptation;
  }

  /** Access for measurements and pictures; not for changing anything. */
  get context(): TrainingContext {
    return this.#context;
  }

  /**
   * One step: the discriminator learns, then the generator (or the other way round), then the averages move.
   * @throws GanregError RUN_DIVERGED naming what is not finite; the state is then that of the broken step
   */
  async advance(): Promise<StepReport> {
    const index = this.#step;
    const { train } = this.plan.config;
    const discriminate = (): void => {
      for (let repetition = 0; repetition < train.discriminatorSteps; repetition += 1)
        discriminatorHalf(this.#context, index, repetition);
    };
    if (train.order === 'discriminator-first') {
      discriminate();
      generatorHalf(this.#context, index);
    } else {
      generatorHalf(this.#context, index);
      discriminate();
    }
    if (this.#average !== undefined)
      updateAverage(this.#average, this.#context.networks.generator, retention(this.plan, index));
    this.#step += 1;
    const { numbers, logged } = await this.#context.logs.read();
    const culprits = culpritsOf(this.plan, logged);
    if (culprits.length > 0) throw new DivergedError(index, culprits);
    const report: StepReport = { index, numbers };
    for (const { hooks } of this.#plugins) hooks.afterStep?.(report);
    return report;
  }

  /** Tensors that plugins leave behind at every step; told once, some steps after it began. Call after each step. */
  leaks(): readonly Leak[] | undefined {
    return this.#leaks.step(
      () => new Set(this.#plugins.flatMap(({ hooks }) => Object.values(hooks.state?.save().tensors ?? {}))),
    );
  }

  /** How often the run went back to a checkpoint: each attempt draws its own random numbers, on the same data. */
  get attempt(): number {
    return this.#attempts.current();
  }

  /** Begins another attempt, after the state of a checkpoint has been restored. */
  retry(attempt: number): void {
    this.#attempts.choose(attempt);
  }

  /** Images of the averaged generator (the live one where there is no average) for these latents, `[n, R, R, C]`. */
  sample(latents: tf.Tensor2D): tf.Tensor4D {
    return sampleImages(this.#averaged, this.plan.config.seed, latents, { atOnce: sampledAtOnce(this.plan) });
  }

  /** Fixed latents `[count, latentSize]` of this seed: the same for every step and every combination of plugins. */
  latents(count: number, stream?: string): tf.Tensor2D {
    return latentsOf(this.plan.config.seed, count, this.plan.model.latentSize, stream);
  }

  dispose(): void {
    this.#leaks.dispose();
    for (const { hooks } of this.#plugins) hooks.dispose?.();
    for (const network of this.#networks) disposeNetwork(network);
    for (const adam of Object.values(this.#context.optimizers)) adam.dispose();
  }
}

/** Builds networks, optimizers and plugins of a plan. Services come from the scope. */
export const createTrainer = async (plan: Plan, scope: Scope): Promise<Trainer> =>
  new Trainer(plan, await plan.family.load(), scope);
