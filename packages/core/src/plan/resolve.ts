import { parseBytes } from '../config/bytes.ts';
import { suggest } from '../config/suggest.ts';
import { parseImages, quantityInSteps, type Scale } from '../config/quantity.ts';
import {
  experimentSchema,
  type ExperimentConfig,
  type ExperimentInput,
  type OptimizerConfig,
  type PluginUse,
} from '../config/schema.ts';
import { refuseHostile } from '../config/hostile.ts';
import { validate } from '../config/validate.ts';
import { badQuantity, invalidChoice, missingValue, outOfRange } from '../errors/config.ts';
import { GanregError } from '../errors/ganreg-error.ts';
import type { Exporter } from '../exporter/types.ts';
import { knownSizes } from '../models/known-sizes.ts';
import type { ModelDescription } from '../models/description.ts';
import type { Family } from '../models/family.ts';
import type { Plugin } from '../plugin/types.ts';
import { checkCapabilities } from './checks.ts';
import { planExporters } from './exporters.ts';
import { planHeads } from './heads.ts';
import { checkMicroBatch } from './micro-batch.ts';
import { orderHooks } from './order.ts';
import { planPlugins, type UsedPlugin } from './plugins.ts';
import type { Plan } from './types.ts';

/** Where plugins, recipes and families come from. */
export interface Catalogue {
  readonly families: readonly Family[];
  /** @throws GanregError PLUGIN_UNKNOWN, PLUGIN_UNLOADABLE */
  readonly plugin: (use: string, path: string) => Promise<Plugin>;
  /** The plugin uses that a recipe stands for. @throws GanregError RECIPE_UNKNOWN */
  readonly recipe: (name: string, path: string) => Promise<readonly (string | PluginUse)[]>;
  /** Without it a configuration can name no exporter. @throws GanregError EXPORTER_UNKNOWN, EXPORTER_UNLOADABLE */
  readonly exporter?: (use: string, path: string) => Promise<Exporter>;
}

const expandUses = async (config: ExperimentConfig, catalogue: Catalogue): Promise<readonly UsedPlugin[]> => {
  const result: UsedPlugin[] = [];
  const add = async (entry: string | PluginUse, path: string): Promise<void> => {
    const use: PluginUse = typeof entry === 'string' ? { use: entry } : entry;
    if (use.use.startsWith('recipe:')) {
      const extra = Object.keys(use).filter((key) => key !== 'use');
      if (extra.length > 0)
        throw new GanregError('RECIPE_OPTIONS', `a recipe takes no ${extra.join(', ')}.`, {
          path,
          fix: 'copy its plugins into the configuration to change them',
        });
      for (const inner of await catalogue.recipe(use.use.slice('recipe:'.length), `${path}.use`))
        await add(inner, path);
      return;
    }
    result.push({
      use,
      path,
      plugin: await catalogue.plugin(use.use, typeof entry === 'string' ? path : `${path}.use`),
    });
  };
  for (const [index, entry] of config.plugins.entries()) await add(entry, `plugins[${index}]`);
  return result;
};

const planModel = (
  config: ExperimentConfig,
  catalogue: Catalogue,
): { family: Family; options: unknown; model: ModelDescription } => {
  const given = typeof config.model === 'string' ? { use: config.model } : config.model;
  const names = catalogue.families.map((family) => family.name);
  const family = catalogue.families.find((candidate) => candidate.name === given.use);
  if (family === undefined) throw invalidChoice('model.use', given.use, names, suggest(given.use, names));
  const { use: _, resolution, channels, preset, ...rest } = given as typeof given & { preset?: unknown };
  const presets = Object.keys(family.presets ?? {});
  const start = typeof preset === 'string' ? family.presets?.[preset] : undefined;
  if (preset !== undefined && start === undefined)
    throw invalidChoice('model.preset', preset, presets, suggest(typeof preset === 'string' ? preset : '', presets));
  const options: unknown = validate(family.options, { ...(start as object | undefined), ...rest }, 'model');
  const data = knownSizes[typeof config.data === 'string' ? config.data : config.data.use] ?? {
    resolution: 32,
    channels: 3,
  };
  const size = family.defaultSize(data);
  const model = family.describe(options, {
    resolution: resolution ?? size.resolution,
    channels: channels ?? size.channels,
  });
  const points = data.resolution === 1;
  if (points && (model.resolution !== 1 || model.channels !== data.channels)) {
    throw new GanregError('PLAN_INVALID_MODEL', `points in the plane need the family mlp, not ${model.family}.`, {
      path: 'model.use',
      fix: 'set model.use=mlp',
    });
  }
  return { family, options, model };
};

const optimizers = (config: ExperimentConfig): Plan['optimizer'] => {
  const given = config.train.optimizer;
  const defaults: OptimizerConfig = {
    learningRate: 0.0002,
    beta1: 0.5,
    beta2: 0.999,
    epsilon: 1e-8,
    lazyCorrection: false,
  };
  if ('learningRate' in given) return { generator: given, discriminator: given };
  const stripped = (partial: object | undefined): Partial<OptimizerConfig> =>
    Object.fromEntries(Object.entries(partial ?? {}).filter(([, value]) => value !== undefined));
  return {
    generator: { ...defaults, ...stripped(given.generator) },
    discriminator: { ...defaults, ...stripped(given.discriminator) },
  };
};

const checkData = ({ data }: ExperimentConfig): void => {
  if (typeof data !== 'string' && (data.use === 'folder' || data.use === 'idx') && data.path === undefined) {
    throw missingValue(
      'data.path',
      `the ${data.use === 'folder' ? 'folder of images' : 'IDX file or folder'}, as data: { use: ${data.use}, path: … }`,
    );
  }
};

const planLength = (config: ExperimentConfig): { steps: number; scale: Scale } => {
  const { train } = config;
  const imagesPerStep = train.batch * train.discriminatorSteps;
  if (train.steps !== undefined && train.images !== undefined) {
    throw new GanregError('CONFIG_INVALID', 'both train.steps and train.images are given.', {
      path: 'train',
      fix: 'keep one of them',
    });
  }
  if (train.steps !== undefined) return { steps: train.steps, scale: { imagesPerStep, steps: train.steps } };
  const images = parseImages(train.images ?? '200k');
  if (images === undefined) throw badQuantity('train.images', train.images, 'a number of images such as 200k');
  if (images === 0) throw outOfRange('train.images', train.images, 'more than 0');
  const steps = Math.ceil(images / imagesPerStep);
  return { steps, scale: { imagesPerStep, steps } };
};

const planAverage = (ema: ExperimentConfig['train']['ema'], scale: Scale): Pick<Plan, 'emaImages' | 'emaRampUp'> => {
  if (ema === false) return { emaImages: undefined, emaRampUp: undefined };
  const { halfLife, rampUp } = typeof ema === 'object' ? ema : { halfLife: ema, rampUp: undefined };
  const path = typeof ema === 'object' ? 'train.ema.halfLife' : 'train.ema';
  return { emaImages: quantityInSteps(halfLife, scale, path) * scale.imagesPerStep, emaRampUp: rampUp };
};

/**
 * Configuration → plan: validates everything, loads the plugins, resolves terms, heads and capabilities. Creates no tensor and
 * reads no data.
 * @throws GanregError or GanregErrors, each with code, path and the way out
 */
export const planExperiment = async (input: ExperimentInput, catalogue: Catalogue): Promise<Plan> => {
  refuseHostile(input, 'the configuration');
  const config = validate(experimentSchema, input);
  checkData(config);
  const { steps, scale } = planLength(config);
  const { family, options, model } = planModel(config, catalogue);
  const uses = await expandUses(config, catalogue);
  const { planned, absent } = planPlugins(uses, model, scale);
  const plugins = planned.map((use) => use.plugin);
  checkCapabilities(plugins, model, config.train.batch);
  const heads = planHeads(plugins, model);
  orderHooks(plugins);
  const { train, run } = config;
  const exporters = await planExporters(run.exporters ?? [], catalogue);
  if (run.memory !== undefined && run.memory !== false) parseBytes(run.memory, 'run.memory');
  const microBatch = train.microBatch === train.batch ? undefined : train.microBatch;
  if (microBatch !== undefined) {
    const measuresGradients = run.gradients !== undefined;
    checkMicroBatch(microBatch, { batch: train.batch, loss: config.loss, model, plugins, measuresGradients });
  }
  const terms = planned.flatMap((use) => use.terms).toSorted((one, other) => (one.key < other.key ? -1 : 1));
  return {
    config,
    family,
    familyOptions: options,
    model,
    loss: config.loss,
    batch: train.batch,
    microBatch,
    steps,
    imagesPerStep: scale.imagesPerStep,
    ...planAverage(train.ema, scale),
    checkpointEvery: Math.max(1, quantityInSteps(run.checkpoint.every, scale, 'run.checkpoint.every')),
    samplesEvery: Math.max(1, quantityInSteps(run.samples.every, scale, 'run.samples.every')),
    optimizer: optimizers(config),
    plugins,
    terms,
    heads,
    exporters,
    absent,
    notes: notesOn(config, model, absent),
  };
};

const notesOn = (config: ExperimentConfig, model: ModelDescription, absent: readonly string[]): readonly string[] => [
  ...absent.map((id) => `${id} has weight 0 everywhere and is left out`),
  ...(config.loss === 'wgan' && !config.plugins.some((use) => (typeof use === 'string' ? use : use.use).includes('gp'))
    ? ['wgan without a gradient penalty has no Lipschitz constraint']
    : []),
  ...(model.discriminator.batchCoupled
    ? ['the discriminator couples the images of a batch: real and fake batches are judged apart']
    : []),
];
