import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GanregError, Scope, TrainingData, type ExperimentInput } from '@ganreg/core';
import { openSavedRun, resumeRun, trainPlan, type RunSummary } from '@ganreg/core/node';
import { mixture } from '@ganreg/core/training';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNewestCheckpoint, writeCheckpoint } from '../../../packages/core/src/node/run/checkpoints.ts';
import { weightsHash } from '../../../packages/core/src/node/run/weights-hash.ts';
import { counterexample } from '../../support/counterexample.ts';
import { damaged } from '../../support/damage.ts';
import { allPlugins, catalogueOf, planFor, testEngine, trainerFor } from '../../support/experiment.ts';

/** GANREG_FUZZ_RUNS=300 damages three hundred. */
const numRuns = Number(process.env['GANREG_FUZZ_RUNS'] ?? 40);

const config: ExperimentInput = {
  engine: testEngine,
  data: 'mixture-8',
  model: { use: 'mlp', latentSize: 2, width: 4 },
  train: { steps: 12, batch: 4, ema: 10 },
  plugins: ['r1'],
  run: { checkpoint: { every: 16, keep: 2 }, samples: { every: 1000, count: 1 } },
};

let folder = '';
let whole: RunSummary;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-run-folders-'));
  whole = await train('whole');
  await train('paused', { stopAfter: 9 });
});
afterAll(() => rm(folder, { recursive: true }));

const watch = (stopAfter?: number, notes: string[] = []) => ({
  scope: new Scope().provide(TrainingData, mixture('mixture-8')),
  onEvent: (event: { readonly kind: string; readonly text?: string }) => {
    if (event.kind === 'note') notes.push(event.text ?? '');
  },
  stopAfter,
});
const train = async (name: string, { stopAfter }: { readonly stopAfter?: number } = {}): Promise<RunSummary> =>
  trainPlan(await planFor(config), { config, files: [], folder, provenance: {} }, join(folder, name), watch(stopAfter));
const resume = (name: string, overrides: readonly string[] = [], notes: string[] = []): Promise<RunSummary> =>
  resumeRun(join(folder, name), () => catalogueOf(allPlugins), overrides, watch(undefined, notes));
const copyOf = async (name: string, copy: string): Promise<string> => {
  await rm(join(folder, copy), { recursive: true, force: true });
  await cp(join(folder, name), join(folder, copy), { recursive: true });
  return join(folder, copy);
};

describe('a run folder', () => {
  it('of which any file is damaged is resumed to the same bits or explained, with its place and a way out', async () => {
    const whatever = fc
      .constantFrom(...(await files(join(folder, 'paused'))))
      .chain((file) => fc.tuple(fc.constant(file.name), damaged(file.bytes)));
    const told = new Set<string>();
    const property = fc.asyncProperty(whatever, async ([name, bytes]) => {
      const copy = await copyOf('paused', 'damaged');
      await writeFile(join(copy, name), bytes);
      try {
        return (await resume('damaged')).sha256 === whole.sha256;
      } catch (error) {
        if (!(error instanceof GanregError)) throw error;
        told.add(error.code);
        return error.path !== undefined && error.fix !== undefined && error.message !== '';
      }
    });
    expect(await counterexample(property, numRuns)).toBeUndefined();
    expect([...told].filter((code) => !/^(?:RUN|CHECKPOINT|CONFIG|PLAN|PLUGIN|DATA)_/u.test(code))).toEqual([]);
  }, 600_000);

  it.each(['config.json', 'plan.json', 'environment.json'])(
    'that has lost the middle of its %s says so',
    async (name) => {
      const copy = await copyOf('paused', `cut-${name}`);
      const text = await readFile(join(copy, name), 'utf8');
      await writeFile(join(copy, name), text.slice(0, 40));
      await expect(resume(`cut-${name}`)).rejects.toMatchObject({ code: 'RUN_DAMAGED', path: join(copy, name) });
      await rm(join(copy, name));
      await expect(resume(`cut-${name}`)).rejects.toMatchObject({
        code: name === 'config.json' ? 'RUN_NOT_FOUND' : 'RUN_DAMAGED',
      });
    },
  );

  it('is none before training can begin: what is wrong with the data leaves nothing in the way', async () => {
    const failing = { ...watch(), scope: new Scope() };
    const missing = { ...config, data: { use: 'idx' as const, path: './nowhere' }, model: { use: 'dcgan' } };
    const plan = await planFor(missing);
    const begin = () =>
      trainPlan(plan, { config: missing, files: [], folder, provenance: {} }, join(folder, 'none'), failing);
    await expect(begin()).rejects.toMatchObject({ code: 'DATA_MISSING' });
    expect(await readdir(join(folder, 'none'))).toEqual([]);
    await expect(begin()).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });

  it('is not made shorter than it is', async () => {
    await copyOf('paused', 'shorter');
    await expect(resume('shorter', ['train.steps=4'])).rejects.toMatchObject({
      code: 'CONFIG_OUT_OF_RANGE',
      path: 'train.steps',
      fix: 'it must be at least 9: so many are done',
    });
    expect((await resume('shorter')).sha256).toBe(whole.sha256);
  });

  it('is not resumed with another optimizer, average or loss', async () => {
    await copyOf('paused', 'drift');
    for (const change of [
      'train.optimizer.learningRate=0.1',
      'train.ema=5',
      'train.discriminatorSteps=2',
      'loss=hinge',
    ])
      await expect(resume('drift', [change])).rejects.toMatchObject({
        code: 'RUN_CHANGED',
        fix: expect.stringContaining(`--allow ${change.split('=')[0]}`),
      });
    expect(await resume('drift', ['train.steps=13', 'run.checkpoint.keep=1'])).toMatchObject({ steps: 13 });
  });
});

/** Files of a folder, by their paths in it. */
const files = async (at: string): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> => {
  const entries = await readdir(at, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    names.map(async (name) => ({ name: name.slice(at.length + 1), bytes: Uint8Array.from(await readFile(name)) })),
  );
};

describe('checkpoints', () => {
  const snapshot = (step: number) => ({ tensors: new Map(), values: { step, attempt: 0 } });

  it('written after resuming before a damaged one outlive it, however few are kept', async () => {
    const checkpoints = join(folder, 'few');
    for (const step of [10, 20]) await writeCheckpoint(checkpoints, step, snapshot(step), 2);
    await writeFile(join(checkpoints, '20', 'state.json'), 'torn');
    await writeCheckpoint(checkpoints, 15, snapshot(15), 1);
    expect(await readdir(checkpoints)).toEqual(['15']);
    expect((await readNewestCheckpoint(checkpoints)).step).toBe(15);
  });

  it('that cannot be listed are not taken for none: the run would begin again, and its log be emptied', async () => {
    const copy = await copyOf('paused', 'unlisted');
    await rm(join(copy, 'checkpoints'), { recursive: true });
    await writeFile(join(copy, 'checkpoints'), '');
    await expect(resume('unlisted')).rejects.toMatchObject({ code: 'ENOTDIR', path: join(copy, 'checkpoints') });
    expect(await readFile(join(copy, 'metrics.jsonl'))).toEqual(
      await readFile(join(folder, 'paused', 'metrics.jsonl')),
    );
  });

  it('that were being published for the first time when the process was killed are not missed', async () => {
    const copy = await copyOf('paused', 'torn');
    await rename(join(copy, 'checkpoints', '9'), join(copy, 'checkpoints', '.77.tmp'));
    await rm(join(copy, 'checkpoints', '.77.tmp', 'state.sha256'));
    const notes: string[] = [];
    expect((await resume('torn', [], notes)).sha256).toBe(whole.sha256);
    expect(notes).toEqual(['it has no checkpoint yet, and begins with its first step']);
  });

  it('of the first format, as it was written, are migrated and gone on with', async () => {
    const old = join(import.meta.dirname, '../../fixtures/checkpoint-format-1');
    const { step, snapshot, broken } = await readNewestCheckpoint(old);
    expect({ step, broken, attempt: snapshot?.values['attempt'] }).toEqual({ step: 10, broken: [], attempt: 0 });
    const trainer = await trainerFor({ ...config, train: { ...config.train, steps: 20 }, seed: 5 });
    trainer.state.restore(snapshot!);
    while (trainer.step < 20) await trainer.advance();
    expect(weightsHash(await trainer.state.take())).toBe(
      'e025f2a119c7c5e2e29780e69a30a5643daf0e075eca18028c832d8d10f65c88',
    );
    trainer.dispose();
  });

  it('of a newer version are refused with the version that wrote them, and never passed over', async () => {
    const copy = await copyOf('paused', 'newer');
    const state = join(copy, 'checkpoints', '9', 'state.json');
    const index = JSON.parse(await readFile(state, 'utf8')) as { version: number; writer: string };
    const text = JSON.stringify({ ...index, version: index.version + 1, writer: '9.9.9' });
    const { createHash } = await import('node:crypto');
    await writeFile(state, text);
    await writeFile(join(copy, 'checkpoints', '9', 'state.sha256'), createHash('sha256').update(text).digest('hex'));
    await expect(resume('newer')).rejects.toMatchObject({
      code: 'RUN_NEWER',
      message: expect.stringMatching(/ganreg 9\.9\.9 wrote it in format 3; this is \d+\.\d+\.\d+, and reads up to 2/u),
      path: join(copy, 'checkpoints', '9'),
    });
    await expect(openSavedRun(copy, () => catalogueOf(allPlugins))).rejects.toMatchObject({ code: 'RUN_NEWER' });
  });
});
