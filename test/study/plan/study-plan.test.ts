import { describe, expect, it } from 'vitest';
import { GanregErrors, type ExperimentInput } from '@ganreg/core';
import { nodeCatalogue } from '@ganreg/core/node';
import { planStudy, studyCost } from '@ganreg/study';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../packages/cli', import.meta.url));
const base: ExperimentInput = {
  model: { use: 'dcgan', resolution: 8, channels: 1, latentSize: 8, width: 8 },
  train: { images: 400, batch: 4 },
  plugins: [{ use: 'r1', weight: 2 }],
};

const plan = (study: ExperimentInput['study'], over: ExperimentInput = {}) =>
  planStudy(
    {
      config: { ...base, ...over, study },
      files: ['/project/base.yaml', '/project/my study.yaml'],
      folder: cli,
      provenance: {},
    },
    nodeCatalogue(cli, [cli]),
  );
const failure = (study: ExperimentInput['study'], over: ExperimentInput = {}) =>
  plan(study, over).then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
const ids = (arm: { readonly plan: { readonly plugins: readonly { readonly id: string }[] } } | undefined) =>
  arm?.plan.plugins.map((plugin) => plugin.id);

describe('arms listed by name', () => {
  it('are the base with their plugins appended; the same id replaces; [] is the base alone', async () => {
    const study = await plan({
      arms: { baseline: [], ggdr: ['ggdr'], 'ours*': ['recipe:ours-star'], stronger: [{ use: 'r1', weight: 7 }] },
      seeds: 3,
    });
    expect(study.arms.map(ids)).toEqual([['r1'], ['ggdr', 'r1'], ['ggdr', 'glead', 'r1'], ['r1']]);
    expect(study.arms[3]?.plan.terms[0]?.weight.at(0)).toBe(7);
    expect(study).toMatchObject({ name: 'my study', baseline: 'baseline', seeds: [1, 2, 3], kind: 'images' });
    expect(study.folder.endsWith('runs/my-study')).toBe(true);
  });

  it('live in folders named by slug and hash, which change with whatever changes the numbers and with nothing else', async () => {
    const arms = { baseline: [], 'ours*': ['recipe:ours-star'] };
    const folders = async (over: ExperimentInput = {}, images?: string) =>
      (await plan({ arms, seeds: 2, ...(images === undefined ? {} : { images }) }, over)).arms.map((arm) => arm.folder);
    const before = await folders();
    expect(before[1]).toMatch(/^ours-[0-9a-f]{6}$/u);
    expect(await folders({ seed: 5 })).toEqual(before);
    expect(await folders({ run: { samples: { count: 4 } } })).toEqual(before);
    expect(await folders({ train: { batch: 4, images: 400 } })).toEqual(before);
    expect(await folders({ train: { images: 800, batch: 4 } })).not.toEqual(before);
    expect(await folders({}, '800')).toEqual(await folders({ train: { images: '800', batch: 4 } }));
  });

  it('take seeds as a number or a list, a budget in images, and an explicit baseline', async () => {
    const study = await plan(
      { arms: { one: ['ggdr'], two: [] }, seeds: [7, 3], images: '80', baseline: 'one' },
      { train: { steps: 1000, batch: 4 } },
    );
    expect(study).toMatchObject({ seeds: [7, 3], baseline: 'one' });
    expect(study.arms[0]?.plan.steps).toBe(20);
    expect(study.evaluation.milestones).toEqual([5, 10, 15, 20]);
    expect(study.arms[0]?.input(3)).toMatchObject({ seed: 3, train: { images: '80', batch: 4 } });
    expect(study.arms[0]?.input(3)).not.toHaveProperty('study');
  });

  it('are all checked before the first starts, each mistake named where it was written', async () => {
    const error = await failure({
      arms: {
        baseline: [],
        typo: ['gdr'],
        option: [{ use: 'ggdr', with: { resolutoin: 4 } }],
        tap: ['r1', { use: 'glead', with: { resolution: 64 } }],
      },
    });
    expect(error).toBeInstanceOf(GanregErrors);
    expect((error as GanregErrors).errors.map(({ code, path }) => ({ code, path }))).toEqual([
      { code: 'PLUGIN_UNKNOWN', path: 'study.arms.typo[0]' },
      { code: 'CONFIG_UNKNOWN_KEY', path: 'study.arms.option[0].with.resolutoin' },
      { code: 'PLAN_NO_REENTRY', path: 'study.arms.tap[1].with' },
    ]);
    expect((error as GanregErrors).format()).toContain('arm "typo": there is no plugin "gdr". Did you mean "ggdr"?');
  });

  it('report a mistake in the base once, not once per arm', async () => {
    const error = await failure({ arms: { baseline: [], ggdr: ['ggdr'] } }, { plugins: ['r2'] });
    expect(error).toMatchObject({ code: 'PLUGIN_UNKNOWN', path: 'plugins[0]' });
    expect(error).not.toBeInstanceOf(GanregErrors);
  });
});

describe('factorials', () => {
  it('make an arm of every combination, smallest first, and cost what their plans say', async () => {
    const study = await plan({ factorial: ['glead', 'ggdr', 'adaptivemix', { use: 'advas', weight: 1 }], seeds: 6 });
    expect(study.arms).toHaveLength(16);
    expect(study.arms.map((arm) => arm.name).slice(0, 6)).toEqual([
      'baseline',
      'glead',
      'ggdr',
      'adaptivemix',
      'advas',
      'glead+ggdr',
    ]);
    expect(study.design).toEqual({ kind: 'factorial', factors: ['glead', 'ggdr', 'adaptivemix', 'advas'] });
    expect(study.arms.at(-1)?.levels).toEqual([true, true, true, true]);
    expect(new Set(study.arms.map((arm) => arm.folder)).size).toBe(16);
    const costs = studyCost(study);
    expect(costs[0]?.ratio).toBe(1);
    expect(costs.at(-1)?.ratio).toBeGreaterThan(1.1);
    expect(costs.at(-1)?.macs).toBe(Math.max(...costs.map((cost) => cost.macs)));
  });

  it('may be halved: arms with an even number of plugins', async () => {
    const study = await plan({ 'half-factorial': ['glead', 'ggdr', 'adaptivemix', 'advas'] });
    expect(study.arms.map((arm) => arm.name)).toEqual([
      'baseline',
      'glead+ggdr',
      'glead+adaptivemix',
      'ggdr+adaptivemix',
      'glead+advas',
      'ggdr+advas',
      'adaptivemix+advas',
      'glead+ggdr+adaptivemix+advas',
    ]);
    expect(study.seeds).toHaveLength(6);
  });
});

describe('a study that cannot be', () => {
  const arms = { baseline: [], ggdr: ['ggdr'] };
  it.each([
    ['no section', undefined, {}, 'STUDY_MISSING'],
    ['two designs', { arms, factorial: ['r1', 'ggdr'] }, {}, 'STUDY_DESIGN'],
    ['no design', { seeds: 2 }, {}, 'STUDY_DESIGN'],
    ['one arm', { arms: { baseline: [] } }, {}, 'STUDY_DESIGN'],
    ['a factor twice', { factorial: ['ggdr', { use: 'ggdr', weight: 2 }] }, {}, 'STUDY_DESIGN'],
    ['a seed twice', { arms, seeds: [1, 2, 1] }, {}, 'STUDY_SEEDS'],
    ['an unknown baseline', { arms, baseline: 'basline' }, {}, 'STUDY_UNKNOWN_ARM'],
    ['a metric of points on images', { arms, metrics: ['modes'] }, {}, 'STUDY_METRIC'],
    ['an unknown space', { arms, evaluate: { spaces: ['inception'] } }, {}, 'STUDY_UNKNOWN_SPACE'],
    ['an unknown key', { arms, sedes: 3 }, {}, 'CONFIG_UNKNOWN_KEY'],
    ['an unknown metric', { arms, metrics: ['fid'] }, {}, 'CONFIG_INVALID_CHOICE'],
  ] as const)('is refused with a code and a way out: %s', async (_, study, over, code) => {
    const error = await failure(study as ExperimentInput['study'], over);
    expect(error).toMatchObject({ code });
    expect((error as GanregErrors).format()).toContain('→');
  });
});
