import { z } from 'zod';
import { lossNames } from '../losses/adversarial.ts';

const quantity = z.union([z.number().nonnegative(), z.string()]);
const resolution = z.int().positive();

/** In one batch or picture: more than that is a slip of the keyboard, and lists of that length would end the process. */
const mostImages = 65_536;

const schedule = z.strictObject({
  schedule: z.enum(['linear', 'cosine']),
  from: z.number(),
  to: z.number(),
  start: quantity.optional(),
  until: quantity,
});
const weight = z.union([z.number(), schedule]);

const pluginUse = z.strictObject({
  use: z.string().min(1).describe('A first-party name, an npm package, ./my-plugin.ts or recipe:NAME'),
  id: z
    .string()
    .regex(/^[\w*.-]+$/u)
    .optional()
    .describe('Names logs, saved state and random streams; the plugin’s name by default'),
  weight: z
    .union([z.number(), schedule, z.record(z.string(), weight)])
    .optional()
    .describe('One weight for every term, or one per term'),
  every: z.int().positive().optional().describe('Active on steps 0, k, 2k …'),
  gain: z.enum(['compensate', 'none']).optional().describe('Whether `every: k` multiplies the weight by k'),
  from: quantity.optional().describe('Steps, "20%" or images such as "20k"'),
  until: quantity.optional(),
  before: z.array(z.string()).optional().describe('Plugins whose ordered hooks run after this one'),
  after: z.array(z.string()).optional(),
  with: z.record(z.string(), z.unknown()).optional().describe('The options of the plugin'),
});

const optimizer = z.strictObject({
  learningRate: z.number().positive().default(0.0002),
  beta1: z.number().min(0).lt(1).default(0.5),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  lazyCorrection: z.boolean().default(false),
});

/** A network of the user's own that metrics are computed in. */
const ownSpace = z.strictObject({
  use: z.enum(['onnx', 'tfjs']),
  path: z
    .string()
    .min(1)
    .describe('ONNX file (needs the package onnxruntime-node), or model.json of a tfjs LayersModel'),
  side: z.int().positive().optional().describe('Side that images are resized to; what the model declares by default'),
  range: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('What black and white are to the network: [0, 1] for ONNX, [-1, 1] for tfjs by default'),
});

/** Feature spaces that come with ganreg; `points` is the plane of the toys. */
export const builtInSpaces = ['efficientnet-lite0', 'random', 'points'] as const;

const uses = z.array(z.union([z.string(), pluginUse]));

/** Metrics that a study may measure, in the order that tables show them. */
export const metricNames = ['fd', 'kid', 'precision', 'recall', 'density', 'coverage', 'modes', 'quality'] as const;

const study = z.strictObject({
  arms: z
    .record(z.string().min(1), uses)
    .optional()
    .describe('Arms by name: plugins appended to those of the base; the same id replaces; [] is the base alone'),
  factorial: uses
    .min(2)
    .max(8)
    .optional()
    .describe('Every combination of these plugins is an arm; entries as in `plugins`'),
  'half-factorial': uses
    .min(3)
    .max(9)
    .optional()
    .describe('Half of the combinations: those with an even number of plugins'),
  baseline: z
    .string()
    .optional()
    .describe('The arm that others are compared with; by default the one that adds nothing'),
  seeds: z
    .union([z.int().positive(), z.array(z.int().nonnegative()).min(1)])
    .default(6)
    .describe('How many seeds, counted from `seed`, or the seeds themselves; every arm trains with each'),
  metrics: z.array(z.enum(metricNames)).min(1).default(['fd', 'kid', 'precision', 'recall']),
  images: quantity.optional().describe('Real images every run may see; what the base says by default'),
  evaluate: z
    .strictObject({
      count: z.int().min(10).max(10_000_000).default(1000).describe('Samples that each metric is computed from'),
      reference: z
        .int()
        .min(10)
        .max(10_000_000)
        .default(10_000)
        .describe('Real images they are compared with, at most'),
      every: quantity.default('25%').describe('How often a run is evaluated on the way'),
      samplings: z.int().positive().default(2).describe('Independent sets of samples of each finished run'),
      spaces: z
        .array(z.union([z.string().min(1), ownSpace]))
        .min(1)
        .optional()
        .describe(
          'Feature spaces that metrics are computed in, all in one pass; onnx:FILE and tfjs:FILE are short for your own',
        ),
    })
    .prefault({}),
});

const exporterUse = z.strictObject({
  use: z.string().min(1).describe('tensorboard, mlflow, csv, an npm package or ./my-exporter.ts'),
  with: z.record(z.string(), z.unknown()).optional().describe('The options of the exporter'),
});

/** What a configuration file may say (architecture: closed world, every unknown key is an error with a suggestion). */
export const experimentSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().optional(),
  extends: z.union([z.string(), z.array(z.string())]).optional(),
  seed: z.int().nonnegative().default(1),
  engine: z
    .union([
      z.enum(['auto', 'tensorflow-gpu', 'webgpu', 'wasm+native', 'tensorflow', 'wasm', 'cpu']),
      z.strictObject({
        use: z.enum(['auto', 'tensorflow-gpu', 'webgpu', 'wasm+native', 'tensorflow', 'wasm', 'cpu']),
        threads: z.int().positive().optional(),
        memoryLimit: z.number().positive().optional(),
        fused: z.boolean().optional(),
      }),
    ])
    .default('auto'),
  data: z
    .union([
      z.enum(['embedded', 'mnist', 'fashion-mnist', 'cifar10', 'mixture-8', 'mixture-25']),
      z.strictObject({
        use: z.enum([
          'embedded',
          'mnist',
          'fashion-mnist',
          'cifar10',
          'mixture-8',
          'mixture-25',
          'folder',
          'idx',
          'npy',
          'service',
        ]),
        path: z.string().optional(),
      }),
    ])
    .default('embedded'),
  model: z
    .union([
      z.string(),
      z.looseObject({ use: z.string(), resolution: resolution.optional(), channels: z.int().positive().optional() }),
    ])
    .default('dcgan'),
  loss: z.enum(lossNames).default('non-saturating'),
  perceptual: z
    .union([z.enum(['default', 'mse', 'service']), z.strictObject({ use: z.literal('tfjs'), path: z.string() })])
    .default('default'),
  train: z
    .strictObject({
      images: quantity.optional(),
      steps: z.int().positive().optional(),
      batch: z.int().positive().max(mostImages).default(32),
      microBatch: z
        .int()
        .positive()
        .optional()
        .describe('Takes gradients of this many images at a time and sums them: less memory, the same step'),
      order: z.enum(['discriminator-first', 'generator-first']).default('discriminator-first'),
      discriminatorSteps: z.int().positive().max(1000).default(1),
      ema: z
        .union([
          quantity,
          z.literal(false),
          z.strictObject({
            halfLife: quantity,
            rampUp: z.number().positive().optional().describe('Half-life at most this share of the images seen so far'),
          }),
        ])
        .default('1k')
        .describe('Half-life of the generator average'),
      optimizer: z
        .union([
          optimizer,
          z.strictObject({ generator: optimizer.partial().optional(), discriminator: optimizer.partial().optional() }),
        ])
        .prefault({}),
    })
    .prefault({}),
  run: z
    .strictObject({
      folder: z.string().min(1).optional(),
      checkpoint: z.strictObject({ every: quantity.default('10k'), keep: z.int().positive().default(3) }).prefault({}),
      samples: z
        .strictObject({ every: quantity.default('5k'), count: z.int().positive().max(mostImages).default(64) })
        .prefault({}),
      memory: z
        .union([z.number().positive(), z.string(), z.literal(false)])
        .optional()
        .describe('What the process may take, such as 2GiB; what is free by default, false for no limit'),
      divergence: z
        .strictObject({
          policy: z
            .enum(['stop', 'rollback', 'continue'])
            .default('stop')
            .describe('What happens when a number of a step is not finite or a loss beyond the limit'),
          limit: z.number().positive().default(1e6).describe('Losses and terms beyond this count as diverged'),
          retries: z.int().positive().default(3).describe('Rollbacks before the run stops after all'),
        })
        .prefault({}),
      gradients: z
        .strictObject({ every: z.int().positive() })
        .optional()
        .describe('Logs the norm of each term’s gradient and their cosines every so many steps'),
      exporters: z
        .array(z.union([z.string().min(1), exporterUse]))
        .optional()
        .describe('Where numbers and pictures go beside the run’s folder; changes nothing of the training'),
    })
    .prefault({}),
  plugins: uses.default([]),
  study: study.optional().describe('Which arms `ganreg study` compares'),
});

/** A configuration as it is written: what has a default may be missing. */
export type ExperimentInput = z.input<typeof experimentSchema>;
/** A configuration with every default filled in. */
export type ExperimentConfig = z.output<typeof experimentSchema>;
/** The `study:` section with every default filled in. */
export type StudyConfig = z.output<typeof study>;
/** Name of a metric, see {@link metricNames}. */
export type MetricName = (typeof metricNames)[number];

/** A feature space, spelled out. */
export type SpaceSpec =
  | { readonly use: 'efficientnet-lite0' | 'random' }
  | { readonly use: 'points' }
  | Readonly<z.infer<typeof ownSpace>>;
/** One entry of `plugins:` with its weight, interval and options; they are validated by the plan. */
export type PluginUse = z.output<typeof pluginUse>;
export type OptimizerConfig = z.output<typeof optimizer>;
