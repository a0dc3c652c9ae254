import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describePlan, planExperiment, type PlanDescription } from '@ganreg/core';
import { loadConfig, nodeCatalogue } from '@ganreg/core/node';
import { planStudy } from '@ganreg/study';
import { ganreg } from '../support/command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const papers = join(root, 'examples/papers');
const cli = join(root, 'packages/cli');
const catalogue = nodeCatalogue(cli, [cli]);

const files = readdirSync(papers, { recursive: true, encoding: 'utf8' }).filter(
  // what the others share, and no experiment by itself
  (file) => file.endsWith('.yaml') && !file.endsWith('published.yaml'),
);

const planned = async (file: string): Promise<PlanDescription> => {
  const { config } = await loadConfig({ file: join(papers, file), folder: papers });
  return describePlan(await planExperiment(config, catalogue));
};

/** Terms and their weights of every arm of a study. */
const arms = async (file: string): Promise<Readonly<Record<string, string>>> => {
  const study = await planStudy(await loadConfig({ file: join(papers, file), folder: papers }), catalogue);
  return Object.fromEntries(
    study.arms.map(({ name, description }) => [
      name,
      description.terms
        .filter(({ term }) => !/^(?:r1|path-length)\//u.test(term))
        .map(({ term, weight }) => `${term} ${weight}`)
        .join(', '),
    ]),
  );
};

describe('the configurations of the papers', () => {
  it('are all here', () => {
    expect(files.length).toBeGreaterThan(15);
  });

  it.each(files)('%s is a plan', async (file) => {
    const plan = await planned(file);
    expect(plan.model.family).toBe('stylegan2');
    expect(plan.terms.find(({ term }) => term === 'r1/penalty')).toMatchObject({ phase: 'own', every: 16, gain: 16 });
  });

  it.each([
    ['stylegan2/256.yaml', 24_767_458, 24_001_089, { 'r1/penalty': '1', 'path-length/penalty': '2' }],
    ['stylegan2/64.yaml', 22_243_608, 23_407_361, { 'r1/penalty': '0.0256', 'path-length/penalty': '2' }],
    ['stylegan2/32.yaml', 19_947_539, 21_507_073, { 'r1/penalty': '0.0064', 'path-length/penalty': '2' }],
    ['stylegan2/cifar.yaml', 19_947_539, 20_720_641, { 'r1/penalty': '0.01' }],
  ])('%s has the published networks, γ and path length', async (file, generator, discriminator, weights) => {
    const { model, terms } = await planned(file);
    expect([model.generatorParameters, model.discriminatorParameters]).toEqual([generator, discriminator]);
    expect(Object.fromEntries(terms.map(({ term, weight }) => [term, weight]))).toEqual(weights);
  });

  it('train the generator first, with the lazy correction', async () => {
    for (const file of files) {
      const { config } = await loadConfig({ file: join(papers, file), folder: papers });
      const { train } = (await planExperiment(config, catalogue)).config;
      expect([relative(papers, join(papers, file)), train.order, train.optimizer]).toEqual([
        file,
        'generator-first',
        { learningRate: 0.0025, beta1: 0, beta2: 0.99, epsilon: 1e-8, lazyCorrection: true },
      ]);
    }
  });
});

describe('table 1', () => {
  const expected = {
    StyleGAN2: '',
    GLeaD: 'glead/fake 3, glead/real 10',
    GGDR: 'ggdr/features 10',
    'Ours*': 'ggdr/features 10, glead/real 10',
  };

  it('small, has the published arms and the literal stack', async () => {
    expect(await arms('glead/table-1.yaml')).toEqual({
      ...expected,
      'literal stack': 'ggdr/features 10, glead/fake 3, glead/real 10',
    });
  });

  it.each(['glead/ffhq-256.yaml', 'glead/church-256.yaml', 'glead/bedroom-256.yaml'])(
    '%s has the published arms',
    async (file) => {
      expect(await arms(file)).toEqual(expected);
    },
  );
});

describe('tables 2 and 3', () => {
  it.each(['glead/table-2.yaml', 'glead/church-256-table-2.yaml'])(
    '%s is the published grid of weights',
    async (file) => {
      const found = await arms(file);
      expect(Object.keys(found)).toEqual([
        '0 / 0',
        '100 / 0',
        '10 / 0',
        '1 / 0',
        '0 / 10',
        '10 / 10',
        '10 / 3',
        '10 / 1',
      ]);
      for (const [name, terms] of Object.entries(found)) {
        const [real, fake] = name.split(' / ').map(Number);
        const own = [...(fake === 0 ? [] : [`glead/fake ${fake}`]), ...(real === 0 ? [] : [`glead/real ${real}`])];
        expect(terms).toBe(own.join(', '));
      }
    },
  );

  it('small, has f of every side that the images allow', async () => {
    const found = await arms('glead/table-3.yaml');
    expect(Object.keys(found)).toEqual(['baseline', '1×1', '4×4', '8×8', '16×16']);
    for (const [name, terms] of Object.entries(found))
      expect(terms).toBe(name === 'baseline' ? '' : 'glead/fake 3, glead/real 10');
  });

  it('has f of every published side', async () => {
    expect(Object.keys(await arms('glead/church-256-table-3.yaml'))).toEqual([
      'baseline',
      '1×1',
      '8×8',
      '16×16',
      '32×32',
      '64×64',
    ]);
  });
});

describe('the CIFAR-10 example', () => {
  it('is Ours* on the small StyleGAN2, as inspected', async () => {
    const file = join(root, 'examples/cifar10-stylegan2/config.yaml');
    const { stdout, status } = await ganreg(['inspect', file, '--json']);
    expect(status).toBe(0);
    const { model, terms, images } = JSON.parse(stdout) as PlanDescription;
    expect([model.family, model.resolution, model.channels, images]).toEqual(['stylegan2', 32, 3, 4800]);
    expect(terms.map(({ term, weight, every }) => [term, weight, every])).toEqual([
      ['ggdr/features', '10', 1],
      ['glead/real', '10', 1],
      ['path-length/penalty', '2', 4],
      ['r1/penalty', '0.0256', 16],
    ]);
  });
});
