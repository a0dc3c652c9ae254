import { countParameters } from '../models/description.ts';
import { baselineMacs, costOf, effectiveWeight } from './cost.ts';
import type { Plan } from './types.ts';

/** A plan as JSON: what `ganreg inspect --json` prints and every run records. */
export interface PlanDescription {
  readonly seed: number;
  readonly model: {
    readonly family: string;
    readonly resolution: number;
    readonly channels: number;
    readonly latentSize: number;
    readonly generatorParameters: number;
    readonly discriminatorParameters: number;
    readonly taps: {
      readonly generator: Readonly<Record<string, number>>;
      readonly discriminator: Readonly<Record<string, number>>;
    };
  };
  readonly loss: string;
  readonly batch: number;
  readonly microBatch?: number;
  readonly steps: number;
  readonly images: number;
  readonly plugins: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly options: unknown;
    readonly paper?: string;
  }[];
  readonly terms: readonly {
    readonly term: string;
    readonly player: string;
    readonly on: string;
    readonly phase: string;
    readonly weight: string;
    readonly every: number;
    readonly gain: number;
    readonly effectiveWeight: number;
    readonly from: number;
    readonly until: number | null;
  }[];
  readonly heads: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly spec: unknown;
    readonly askedBy: readonly string[];
  }[];
  readonly cost: {
    /** Multiply-adds per image of a plain step. */
    readonly baseline: number;
    readonly plugins: readonly { readonly id: string; readonly macsPerImage: number; readonly share: number }[];
    /** All of it against the plain step. */
    readonly ratio: number;
  };
  readonly absent: readonly string[];
  readonly notes: readonly string[];
}

/** A plan in plain values: terms with their effective weights, heads, and cost in multiply-adds per image. */
export const describePlan = (plan: Plan): PlanDescription => {
  const { model, config } = plan;
  const baseline = baselineMacs(plan);
  const costs = plan.plugins.map((plugin) => {
    const { macsPerImage, average } = costOf(plan, plugin);
    return { id: plugin.id, macsPerImage, share: average / baseline };
  });
  return {
    seed: config.seed,
    model: {
      family: model.family,
      resolution: model.resolution,
      channels: model.channels,
      latentSize: model.latentSize,
      generatorParameters: countParameters(model.generator.parameters),
      discriminatorParameters: countParameters(model.discriminator.parameters),
      taps: {
        generator: Object.fromEntries(model.generator.taps),
        discriminator: Object.fromEntries(model.discriminator.taps),
      },
    },
    loss: plan.loss,
    batch: plan.batch,
    ...(plan.microBatch === undefined ? {} : { microBatch: plan.microBatch }),
    steps: plan.steps,
    images: plan.steps * plan.imagesPerStep,
    plugins: plan.plugins.map(({ id, plugin, options }) => ({
      id,
      name: plugin.name,
      version: plugin.version,
      options,
      ...(plugin.paper === undefined ? {} : { paper: `${plugin.paper.title} (${plugin.paper.venue})` }),
    })),
    terms: plan.terms.map((term) => ({
      term: term.key,
      player: term.declaration.player,
      on: term.declaration.on,
      phase: term.declaration.phase ?? 'joint',
      weight: term.weight.text,
      every: term.every,
      gain: term.gain,
      effectiveWeight: effectiveWeight(term, plan.steps),
      from: term.from,
      until: Number.isFinite(term.until) ? term.until : null,
    })),
    heads: plan.heads.map(({ head, askedBy }) => ({
      name: head.name,
      parameters: countParameters(head.parameters(model)),
      spec: head.spec,
      askedBy,
    })),
    cost: { baseline, plugins: costs, ratio: 1 + costs.reduce((sum, cost) => sum + cost.share, 0) },
    absent: plan.absent,
    notes: plan.notes,
  };
};
