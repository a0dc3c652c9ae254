import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';

const good = `model: { use: dcgan, resolution: 8, channels: 1 }
train: { steps: 4, batch: 4 }
plugins: [glead, ggdr, r1]
`;

interface Wrong {
  readonly set: readonly string[];
  readonly code: string;
  readonly path?: string;
  /** A part of the message: a suggestion or what is allowed. */
  readonly says: string;
}

const wrong: readonly Wrong[] = [
  { set: ['sed=1'], code: 'CONFIG_UNKNOWN_KEY', path: 'sed', says: 'Did you mean "seed"?' },
  { set: ['train.bach=4'], code: 'CONFIG_UNKNOWN_KEY', path: 'train.bach', says: 'Did you mean "batch"?' },
  { set: ['model.widht=4'], code: 'CONFIG_UNKNOWN_KEY', path: 'model.widht', says: 'Did you mean "width"?' },
  {
    set: ['run.checkpoint.evry=4'],
    code: 'CONFIG_UNKNOWN_KEY',
    path: 'run.checkpoint.evry',
    says: 'Did you mean "every"?',
  },
  {
    set: ['train.optimizer.learningRat=1'],
    code: 'CONFIG_UNKNOWN_KEY',
    path: 'train.optimizer.learningRat',
    says: 'Did you mean "learningRate"?',
  },
  {
    set: ['plugins[1].wieght=4'],
    code: 'CONFIG_UNKNOWN_KEY',
    path: 'plugins[1].wieght',
    says: 'Did you mean "weight"?',
  },
  {
    set: ['plugins[1].with.resolutoin=4'],
    code: 'CONFIG_UNKNOWN_KEY',
    path: 'plugins[1].with.resolutoin',
    says: 'Did you mean "resolution"?',
  },
  { set: ['plugins[0].use=glad'], code: 'PLUGIN_UNKNOWN', path: 'plugins[0].use', says: 'Did you mean "glead"?' },
  {
    set: ['plugins[0].use=recipe:our-star'],
    code: 'RECIPE_UNKNOWN',
    path: 'plugins[0].use',
    says: 'Did you mean "ours-star"?',
  },
  {
    set: ['plugins[0].use=./no-such-file.ts'],
    code: 'PLUGIN_UNLOADABLE',
    path: 'plugins[0].use',
    says: 'no-such-file',
  },
  { set: ['loss=hing'], code: 'CONFIG_INVALID_CHOICE', path: 'loss', says: 'Did you mean "hinge"?' },
  { set: ['engine=wsm'], code: 'CONFIG_INVALID_CHOICE', path: 'engine', says: 'Did you mean "wasm"?' },
  { set: ['data=embeded'], code: 'CONFIG_INVALID_CHOICE', path: 'data', says: 'Did you mean "embedded"?' },
  { set: ['model.use=dcgn'], code: 'CONFIG_INVALID_CHOICE', path: 'model.use', says: 'Did you mean "dcgan"?' },
  { set: ['train.order=generator'], code: 'CONFIG_INVALID_CHOICE', path: 'train.order', says: 'generator-first' },
  {
    set: ['plugins[0].weight={"schedule":"linaer","from":0,"to":1,"until":3}'],
    code: 'CONFIG_INVALID_CHOICE',
    path: 'plugins[0].weight.schedule',
    says: 'Did you mean "linear"?',
  },
  { set: ['train.batch=0'], code: 'CONFIG_OUT_OF_RANGE', path: 'train.batch', says: 'more than 0' },
  { set: ['train.optimizer.beta1=1'], code: 'CONFIG_OUT_OF_RANGE', path: 'train.optimizer.beta1', says: 'less than 1' },
  { set: ['plugins[0].every=0'], code: 'CONFIG_OUT_OF_RANGE', path: 'plugins[0].every', says: 'more than 0' },
  { set: ['seed=one'], code: 'CONFIG_WRONG_TYPE', path: 'seed', says: 'number' },
  { set: ['data={"use":"folder"}'], code: 'CONFIG_MISSING', path: 'data.path', says: 'folder of images' },
  { set: ['train.ema=5x'], code: 'CONFIG_BAD_QUANTITY', path: 'train.ema', says: '20k' },
  { set: ['plugins[2].from=200%'], code: 'CONFIG_BAD_QUANTITY', path: 'plugins[2].from', says: '20%' },
  { set: ['nonsense'], code: 'CONFIG_BAD_OVERRIDE', says: 'path=value' },
  { set: ['plugins=["glead","glead"]'], code: 'PLAN_DUPLICATE_ID', path: 'plugins[1].id', says: '`id`' },
  {
    set: ['plugins[0].weight={"reel":3}'],
    code: 'PLAN_UNKNOWN_TERM',
    path: 'plugins[0].weight.reel',
    says: 'Did you mean "real"?',
  },
  { set: ['plugins[1].with.resolution=16'], code: 'PLAN_MISSING_TAP', path: 'plugins[1].with', says: 'available: 4×4' },
  { set: ['model=mlp'], code: 'PLAN_NO_REENTRY', path: 'plugins[0]', says: 'cannot be entered half-way' },
  { set: ['model.resolution=12'], code: 'PLAN_INVALID_MODEL', path: 'model.resolution', says: 'power of two' },
  {
    set: ['plugins[1].with.source=head:generator-feature'],
    code: 'PLAN_MISSING_HEAD',
    path: 'plugins[1].with',
    says: 'Did you mean "generator-features"?',
  },
  {
    set: ['model.resolution=16', 'plugins=["glead",{"use":"glead","id":"again","with":{"resolution":8}}]'],
    code: 'PLAN_CLASHING_HEADS',
    path: 'plugins[0]',
    says: 'generator-features',
  },
  {
    set: ['model.batchNorm=both', 'train.batch=1', 'plugins=[]'],
    code: 'PLAN_BATCH_TOO_SMALL',
    path: 'train.batch',
    says: 'at least 2',
  },
  { set: ['model.batchNorm=both'], code: 'PLAN_UNSUPPORTED', path: 'plugins[2]', says: 'without batch normalisation' },
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-wrong-'));
  await writeFile(join(folder, 'good.yaml'), good);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a wrong configuration', () => {
  it.concurrent.each(wrong)('$code: $set', async ({ set, code, path, says }) => {
    const { status, stdout, stderr, tensorflow } = await ganreg(
      ['train', 'good.yaml', ...set.flatMap((text) => ['--set', text])],
      { cwd: folder },
    );
    expect({ status, stdout, tensorflow }).toEqual({ status: 2, stdout: '', tensorflow: false });
    expect(stderr.split('\n')[0]).toBe(path === undefined ? code : `${code} at ${path}`);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/mu);
  });

  it('reports all its mistakes at once', async () => {
    const { stderr } = await ganreg(['inspect', 'good.yaml', '--set', 'sed=1', '--set', 'train.bach=2'], {
      cwd: folder,
    });
    expect(stderr.match(/CONFIG_UNKNOWN_KEY/gu)).toHaveLength(2);
  });

  it.each([
    ['no-such.yaml', 'CONFIG_NOT_FOUND'],
    ['.', 'CONFIG_UNREADABLE'],
  ])('%s is refused with %s', async (file, code) => {
    const { status, stderr } = await ganreg(['train', file], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain(code);
  });

  it('of which the right form plans without TensorFlow.js', async () => {
    const { status, tensorflow } = await ganreg(['inspect', 'good.yaml', '--no-memory'], { cwd: folder });
    expect({ status, tensorflow }).toEqual({ status: 0, tensorflow: false });
  });
});
