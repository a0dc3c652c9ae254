import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, Perceptual, Scope, TrainingData, type ExperimentInput } from '@ganreg/core';
import { readMetrics, resumeRun, trainPlan, type RunEvent, type RunSummary } from '@ganreg/core/node';
import { createRandom } from '@ganreg/numerics/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  allPlugins,
  blobs,
  catalogueOf,
  hashAfter,
  micro,
  pixels,
  planFor,
  testEngine,
  trainerFor,
} from '../../support/experiment.ts';

/** What the plugin below draws at step 7 of the first attempt with seed 1. */
const fatal = createRandom(1).stream('plugin/bomb/fuse').at(7).number();

/** Explodes at step 7: always, or only if it draws what the first attempt draws there. */
const bomb = definePlugin({
  name: 'bomb',
  version: '1.0.0',
  about: 'Explodes at step 7',
  options: z.strictObject({ always: z.boolean().default(false), value: z.number().default(Number.NaN) }),
  terms: { fuse: { player: 'discriminator', on: 'real', weight: 1 } },
  setup: ({ options }) => ({
    terms: {
      fuse: ({ index, random, real }) => {
        const isLit = index === 7 && (options.always || random('fuse').number() === fatal);
        return tf.mul(tf.mean(tf.square(real.verdict.logits)), isLit ? options.value : 0.01);
      },
    },
  }),
});
/** Finite, and at step 7 its gradient is not: the root of 0. */
const rooted = definePlugin({
  name: 'rooted',
  version: '1.0.0',
  about: 'Takes the root of 0 at step 7',
  options: z.strictObject({}),
  terms: { root: { player: 'discriminator', on: 'real', weight: 1 } },
  setup: () => ({
    terms: {
      root: ({ index, real }) => tf.sqrt(tf.mul(tf.square(tf.mean(real.verdict.logits)), index === 7 ? 0 : 1)),
    },
  }),
});
/** Writes what is not finite into a weight after step 7, when its losses are known already. */
const poison = definePlugin({
  name: 'poison',
  version: '1.0.0',
  about: 'Breaks a weight after step 7',
  options: z.strictObject({}),
  terms: {},
  setup: () => ({
    afterStep: ({ index }) => {
      const weight = Object.values(tf.engine().state.registeredVariables).findLast(({ rank }) => rank === 1);
      if (index === 7) weight?.assign(tf.mul(weight, Number.NaN));
    },
  }),
});
const plugins = [...allPlugins, bomb, rooted, poison];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-faults-'));
});
afterAll(() => rm(folder, { recursive: true }));

const configOf = (
  divergence: NonNullable<ExperimentInput['run']>['divergence'],
  options: Readonly<Record<string, unknown>> = {},
): ExperimentInput => ({
  ...micro,
  engine: testEngine,
  train: { steps: 12, batch: 4, ema: '100' },
  plugins: [{ use: 'bomb', with: options }],
  run: { checkpoint: { every: 5, keep: 2 }, samples: { every: 100, count: 1 }, divergence },
});

const watch = (notes: string[], stopAfter?: number) => ({
  scope: new Scope().provide(TrainingData, blobs(8, 1)).provide(Perceptual, pixels),
  onEvent: (event: RunEvent) => {
    if (event.kind === 'note') notes.push(event.text);
  },
  stopAfter,
});

const train = async (
  name: string,
  config: ExperimentInput,
  notes: string[] = [],
  stopAfter?: number,
): Promise<RunSummary> =>
  trainPlan(
    await planFor(config, plugins),
    { config, files: [], folder, provenance: {} },
    join(folder, name),
    watch(notes, stopAfter),
  );

const resume = (name: string, overrides: readonly string[] = [], allow: readonly string[] = []): Promise<RunSummary> =>
  resumeRun(join(folder, name), () => catalogueOf(plugins), overrides, { ...watch([]), allow });

const eventsOf = async (name: string) =>
  (await readMetrics(join(folder, name, 'metrics.jsonl'))).filter((entry) => 'event' in entry);
const stepsOf = async (name: string) =>
  (await readMetrics(join(folder, name, 'metrics.jsonl')))
    .filter((entry) => !('event' in entry))
    .map(({ step }) => step);

describe('a run that diverges', () => {
  it('stops by default, names the term and its player, and keeps its last healthy checkpoint', async () => {
    await expect(train('stop', configOf({}))).rejects.toThrow(/step 7: .*bomb\/fuse \(discriminator\) is NaN/);
    expect(await eventsOf('stop')).toEqual([
      {
        step: 7,
        event: 'diverged',
        policy: 'stop',
        at: 7,
        culprits: expect.arrayContaining([{ name: 'bomb/fuse', player: 'discriminator', value: 'NaN' }]),
      },
    ]);
    await expect(resume('stop')).rejects.toThrow(/step 7/);
  });

  it('rolls back if told so, draws anew, and says so', async () => {
    const notes: string[] = [];
    const summary = await train('rollback', configOf({ policy: 'rollback' }), notes);
    expect(summary).toMatchObject({ state: 'finished', steps: 12, rollbacks: 1 });
    expect(notes).toEqual([expect.stringMatching(/bomb\/fuse .* Back to step 5, attempt 1 of 3/)]);
    expect(await stepsOf('rollback')).toEqual(Array.from({ length: 12 }, (_, step) => step));
    expect(await eventsOf('rollback')).toEqual([expect.objectContaining({ step: 5, at: 7, attempt: 1 })]);
  });

  it('rolls back to the same bits wherever it is interrupted', async () => {
    const whole = await train('undisturbed', configOf({ policy: 'rollback' }));
    expect((await train('interrupted', configOf({ policy: 'rollback' }), [], 9)).state).toBe('paused');
    expect((await resume('interrupted')).sha256).toBe(whole.sha256);
    expect(await readFile(join(folder, 'interrupted', 'metrics.jsonl'), 'utf8')).toBe(
      await readFile(join(folder, 'undisturbed', 'metrics.jsonl'), 'utf8'),
    );
  });

  it('gives up after as many rollbacks as allowed', async () => {
    const notes: string[] = [];
    const config = configOf({ policy: 'rollback', retries: 2 }, { always: true });
    await expect(train('hopeless', config, notes)).rejects.toThrow(/step 7/);
    expect(notes).toHaveLength(2);
  });

  it('goes on if told so', async () => {
    const config = configOf({ policy: 'continue', limit: 100 }, { value: 1e9 });
    expect(await train('continue', config)).toMatchObject({ state: 'finished', steps: 12, rollbacks: 0 });
    expect(await eventsOf('continue')).not.toEqual([]);
  });

  it('names the player of a term whose gradient alone is not finite, and the term where gradients are logged', async () => {
    const config = { ...configOf({}), plugins: ['r1', { use: 'rooted' }] };
    await expect(train('rooted', config)).rejects.toMatchObject({
      message: expect.stringMatching(/^step 7: gradient\/discriminator \(discriminator\) is NaN\.$/),
      fix: expect.stringContaining('resume with --set run.gradients.every=1'),
    });
    await expect(resume('rooted', ['run.gradients.every=1'])).rejects.toThrow(
      /^step 7: gradient\/rooted\/root \(discriminator\) is NaN/,
    );
  });

  it('never publishes a checkpoint that is not finite', async () => {
    const config = configOf({ policy: 'rollback', retries: 1 });
    const error = train('poisoned', {
      ...config,
      plugins: ['poison'],
      run: { ...config.run, checkpoint: { every: '4' } },
    });
    await expect(error).rejects.toThrow(/step 7: \S+ \((?:generator|discriminator)\) is NaN/);
    const { readdir } = await import('node:fs/promises');
    const kept = await readdir(join(folder, 'poisoned', 'checkpoints'));
    expect(kept.map(Number).toSorted((one, other) => other - one)[0]).toBe(7);
    expect(await eventsOf('poisoned')).toMatchObject([{ at: 7, attempt: 1, step: 7 }, { at: 7 }]);
  });

  it('counts as diverged beyond a limit too', async () => {
    await expect(train('limit', configOf({ limit: 50 }, { value: 1e7 }))).rejects.toThrow(/is \d{3,}/);
  });
});

describe('gradients of terms', () => {
  it('are logged with their cosines on the steps asked for, and move no bit of the training', async () => {
    const config: ExperimentInput = { ...micro, plugins: ['glead', 'ggdr'] };
    const trainer = await trainerFor({ ...config, run: { gradients: { every: 2 } } });
    const [first, second] = [await trainer.advance(), await trainer.advance()];
    trainer.dispose();
    const logged = Object.keys(first.numbers).filter((name) => /^(?:gradient|cosine)\//u.test(name));
    expect(logged).toEqual(
      expect.arrayContaining([
        'gradient/loss/discriminator',
        'gradient/glead/real',
        'gradient/loss/generator',
        'cosine/loss/discriminator·ggdr/features',
      ]),
    );
    const norms = logged.filter((name) => name.startsWith('gradient')).map((name) => first.numbers[name]!);
    const cosines = logged.filter((name) => name.startsWith('cosine')).map((name) => Math.abs(first.numbers[name]!));
    expect(Math.min(...norms)).toBeGreaterThan(0);
    expect(Math.max(...cosines)).toBeLessThanOrEqual(1.000_01);
    expect(Object.keys(second.numbers).some((name) => name.startsWith('gradient/'))).toBe(false);
    expect(await hashAfter({ ...config, run: { gradients: { every: 2 } } }, 4)).toBe(await hashAfter(config, 4));
  });
});

describe('resuming under other conditions', () => {
  it('is refused with what differs and how to accept it, and recorded once accepted', async () => {
    await train('drift', { ...configOf({}), plugins: ['r1'] }, [], 6);
    const change = ['plugins[0].weight=3'];
    await expect(resume('drift', change)).rejects.toMatchObject({
      code: 'RUN_CHANGED',
      message: expect.stringMatching(/terms\.0\..*: .* → /),
      fix: expect.stringMatching(/--allow terms\.0\./),
    });
    expect(await resume('drift', change, ['terms', 'plugins'])).toMatchObject({ state: 'finished', steps: 12 });
    const environment = JSON.parse(await readFile(join(folder, 'drift', 'environment.json'), 'utf8')) as {
      allowed: readonly { key: string; step: number }[];
    };
    expect(environment.allowed).toEqual(
      expect.arrayContaining([expect.objectContaining({ step: 6, key: expect.stringMatching(/^terms\.0/) })]),
    );
  });

  it.each(['engine', 'versions', 'plugins', 'data'])('notices another %s', async (what) => {
    const name = `other-${what}`;
    await train(name, { ...configOf({}), plugins: ['r1'] }, [], 2);
    const file = join(folder, name, 'environment.json');
    const { writeFile } = await import('node:fs/promises');
    const environment = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, string> | string>;
    const before = environment[what]!;
    environment[what] =
      typeof before === 'string' ? 'other' : { ...before, [Object.keys(before)[0]!]: 'something else' };
    await writeFile(file, JSON.stringify(environment));
    await expect(resume(name)).rejects.toMatchObject({
      code: 'RUN_CHANGED',
      fix: expect.stringContaining(`--allow ${what}`),
    });
    expect(await resume(name, [], [what])).toMatchObject({ state: 'finished' });
  });
});
