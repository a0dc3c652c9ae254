import { definePlugin, families, type Dataset, type Family } from '@ganreg/core';
import { frechetDistance, gaussianStatistics, type FeatureSet } from '@ganreg/core/metrics';
import {
  ContractError,
  datasetChecks,
  familyChecks,
  FamilySubject,
  metricChecks,
  pluginChecks,
  Subject,
  type Clause,
  type Metric,
} from '@ganreg/testing/checks';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { blobs } from '../support/experiment.ts';

/** Names of the clauses that something breaks. */
const failures = async <T>(checks: Readonly<Record<string, Clause<T>>>, subject: T): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const [name, { run }] of Object.entries(checks)) {
    try {
      await run(subject);
    } catch (error) {
      found.push(error instanceof ContractError ? name : `${name}: ${String(error)}`);
    }
  }
  return found;
};

describe('a dataset is caught when', () => {
  const images = blobs(8, 1);
  const bounded = (index: number): Uint8Array => {
    if (!Number.isInteger(index) || index < 0 || index >= images.count) throw new RangeError('no such image');
    return images.image(index);
  };
  const good: Dataset = { ...images, hash: 'a'.repeat(64), image: bounded };
  let draws = 0;
  it.each<[string, string, Partial<Dataset>]>([
    ['it says nothing of its size', 'describesItself', { width: Number.NaN }],
    ['its images have another size', 'givesImages', { image: (index) => bounded(index).slice(1) }],
    ['it augments', 'doesNotChange', { image: (index) => bounded(index).map((value) => value ^ (draws += 1)) }],
    [
      'it gives something outside',
      'keepsItsBounds',
      { image: (index) => images.image(Math.abs(Math.floor(index)) % 9) },
    ],
    ['its hash is its name', 'hasAHash', { hash: 'blobs' }],
  ])('%s', async (_, check, defect) => {
    expect(await failures(datasetChecks, good)).toEqual([]);
    const found = await failures(datasetChecks, { ...good, ...defect });
    expect(found).toContain(check);
    expect(found.every((each) => !each.includes(':'))).toBe(true);
  });
});

describe('a metric is caught when', () => {
  const measure = (real: FeatureSet, fake: FeatureSet): number =>
    frechetDistance(gaussianStatistics(real), gaussianStatistics(fake));
  const good: Metric = { name: 'distance', better: 'lower', measure };
  let calls = 0;
  it.each<[string, string, Partial<Metric>]>([
    ['it draws', 'isANumber', { measure: (real, fake) => measure(real, fake) + (calls += 1) * 1e-9 }],
    [
      'the order matters',
      'ignoresOrder',
      { measure: (real, fake) => measure(real, fake) + (fake.values[0] ?? 0) * 1e-3 },
    ],
    ['its direction is the wrong one', 'seesNoise', { better: 'higher' }],
    ['it is a constant', 'seesForgottenModes', { measure: () => 1 }],
    ['it compares anything', 'refusesOtherSpaces', { measure: (real, fake) => real.count - fake.count }],
  ])('%s', async (_, check, defect) => {
    expect(await failures(metricChecks, good)).toEqual([]);
    expect(await failures(metricChecks, { ...good, ...defect })).toContain(check);
  });
});

describe('a family is caught when', () => {
  const dcgan = families.find(({ name }) => name === 'dcgan') as Family;
  type Forwards = Awaited<ReturnType<typeof dcgan.load>>;
  const described = (change: (model: ReturnType<typeof dcgan.describe>) => object): Family => ({
    ...dcgan,
    describe: (options, size) => {
      const model = dcgan.describe(options, size);
      return { ...model, ...change(model) };
    },
  });
  const made = (change: (forwards: Forwards) => Partial<Forwards>): Family => ({
    ...dcgan,
    load: async () => {
      const forwards = await dcgan.load();
      return { ...forwards, ...change(forwards) };
    },
  });
  const generator = (change: (images: tf.Tensor4D) => tf.Tensor4D): Family =>
    made((forwards) => ({
      generator: (given) => {
        const whole = forwards.generator(given);
        return {
          ...whole,
          synthesize: (styles, request) => {
            const result = whole.synthesize(styles, request);
            return { ...result, images: change(result.images) };
          },
        };
      },
    }));
  let noise = 0;
  it.each<[string, string, Family]>([
    ['it takes any option', 'planningIsFree', { ...dcgan, options: (dcgan.options as z.ZodObject).loose() }],
    [
      'its images are larger than described',
      'networksAreAsDescribed',
      generator((images) => tf.tile(images, [1, 2, 2, 1])),
    ],
    [
      'its score is another',
      'verdictsAreConsistent',
      made((forwards) => ({
        discriminator: (given) => ({
          ...forwards.discriminator(given),
          score: (embedding) => tf.mul(2, forwards.discriminator(given).score(embedding)),
        }),
      })),
    ],
    ['it resumes elsewhere', 'reentryContinues', generator((images) => tf.neg(images))],
    ['it draws by itself', 'forwardsArePure', generator((images) => tf.add(images, (noise += 0.01)))],
    [
      'it hides that images influence each other',
      'batchesAreHonest',
      generator((images) => tf.sub(images, tf.mean(images, 0, true))),
    ],
    ['it describes half of its cost', 'macsAreHonest', described(({ macs }) => ({ macs: { ...macs, generator: 1 } }))],
    [
      'it has a parameter that nothing uses',
      'everythingLearns',
      described(({ generator: network }) => ({
        generator: { ...network, parameters: { ...network.parameters, unused: { shape: [1], initial: 'zeros' } } },
      })),
    ],
    ['its images are not finite', 'itTrains', generator((images) => tf.div(images, 0))],
  ])('%s', async (_, check, family) => {
    expect(await failures(familyChecks, new FamilySubject(family))).toContain(check);
  });
});

describe('a plugin that draws from Math.random', () => {
  it('is caught even where no network notices', async () => {
    const plugin = definePlugin({
      name: 'dice',
      version: '1.0.0',
      about: 'Logs a number of its own',
      options: z.strictObject({}),
      terms: { pull: { player: 'discriminator', on: 'real', weight: 1 } },
      setup: () => ({
        terms: {
          pull: ({ real, log }) => {
            log('dice', tf.scalar(Math.random()));
            return tf.mean(tf.square(real.verdict.logits));
          },
        },
      }),
    });
    await expect(pluginChecks.randomnessIsItsOwn.run(new Subject(plugin))).rejects.toThrow(/draws from Math\.random/u);
  });
});
