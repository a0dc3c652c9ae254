import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, ganreg } from '../support/command.ts';

const config = `
engine: ${process.env.GANREG_ENGINE ?? 'wasm'}
perceptual: mse
model: { use: dcgan, resolution: 8, channels: 1, latentSize: 8, width: 8 }
train: { steps: 40, batch: 4, ema: 10 }
run: { samples: { every: 20, count: 4 }, checkpoint: { every: 10, keep: 2 } }
plugins: [recipe:ours-star, { use: r1, every: 4 }]
`;

interface Finished {
  readonly event: string;
  readonly state: string;
  readonly sha256: string;
  readonly steps: number;
  readonly imagesPerSecond: number;
  readonly peakMemoryBytes: number;
  readonly engine: string;
}

const last = (stdout: string): Finished => JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Finished;

let folder = '';
const train = (run: string, ...args: readonly string[]) =>
  ganreg(['train', 'my.yaml', '--json', '--set', `run.folder=${run}`, ...args], { cwd: folder });
const resume = (run: string, ...args: readonly string[]) => ganreg(['resume', run, '--json', ...args], { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-runs-'));
  await writeFile(join(folder, 'my.yaml'), config);
});
afterAll(() => rm(folder, { recursive: true }));

describe('ganreg train', () => {
  it('ends with one record, and the same seed gives the same weights in another process', async () => {
    const [one, other] = [await train('one'), await train('other')];
    expect(one.stderr).toBe('');
    const { event, state, sha256, steps, imagesPerSecond, peakMemoryBytes, engine } = last(one.stdout);
    expect({ event, state, steps }).toEqual({ event: 'finished', state: 'finished', steps: 40 });
    expect(sha256).toMatch(/^[0-9a-f]{64}$/u);
    expect(imagesPerSecond).toBeGreaterThan(0);
    expect(peakMemoryBytes).toBeGreaterThan(2 ** 24);
    expect(engine).toBe(process.env.GANREG_ENGINE ?? 'wasm');
    expect(last(other.stdout).sha256).toBe(sha256);
  });

  it('writes what it was asked, what it planned, where it ran and what it measured', async () => {
    const run = join(folder, 'one');
    expect((await readdir(run)).toSorted()).toEqual([
      'checkpoints',
      'config.json',
      'curves.svg',
      'environment.json',
      'metrics.jsonl',
      'plan.json',
      'reconstructions',
      'samples',
    ]);
    expect((await readdir(join(run, 'checkpoints'))).toSorted()).toEqual(['30', '40']);
    expect((await readdir(join(run, 'samples'))).toSorted()).toEqual(['000000.png', '000020.png', '000040.png']);
    const recorded = JSON.parse(await readFile(join(run, 'config.json'), 'utf8')) as {
      provenance: Record<string, string>;
    };
    expect(recorded.provenance['run.folder']).toBe('--set');
    expect(recorded.provenance['train.batch']).toBe(join(folder, 'my.yaml'));
    const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(40);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      step: 0,
      images: 4,
      'ggdr/features': expect.any(Number),
      'score/real': expect.any(Number),
    });
    const environment = JSON.parse(await readFile(join(run, 'environment.json'), 'utf8')) as {
      perceptual: { name: string };
      data: { adaptation: string[] };
    };
    expect(environment.perceptual.name).toBe('mse');
    expect(environment.data.adaptation.length).toBeGreaterThan(0);
  });

  it('refuses a folder that holds a run', async () => {
    const { status, stderr } = await train('one');
    expect(status).toBe(2);
    expect(stderr).toContain('RUN_EXISTS');
    expect(stderr).toContain('ganreg resume');
  });
});

describe('ganreg resume', () => {
  it('after a pause at step 20 gives the bits of a run that never stopped', async () => {
    const whole = last((await train('whole')).stdout);
    const paused = await train('paused', '--stop-after', '20');
    expect(last(paused.stdout)).toMatchObject({ state: 'paused', steps: 20 });
    const resumed = last((await resume('paused')).stdout);
    expect(resumed).toMatchObject({ state: 'finished', steps: 40, sha256: whole.sha256 });
    expect(await readFile(join(folder, 'paused', 'metrics.jsonl'), 'utf8')).toBe(
      await readFile(join(folder, 'whole', 'metrics.jsonl'), 'utf8'),
    );
  });

  it('after Ctrl-C continues to the same bits', async () => {
    const child = spawn(
      process.execPath,
      [bin, 'train', 'my.yaml', '--set', 'run.folder=stopped', '--set', 'train.steps=4000', '--json'],
      { cwd: folder },
    );
    const status = await new Promise<number | null>((resolve) => {
      let seen = '';
      let asked = false;
      child.stdout.on('data', (text: Buffer) => {
        seen += text.toString();
        if (!asked && seen.includes('"step":12,')) asked = child.kill('SIGINT');
      });
      child.on('close', resolve);
    });
    expect(status).toBe(130);
    const steps = Number(
      (await readdir(join(folder, 'stopped', 'checkpoints'))).map(Number).toSorted((one, other) => other - one)[0],
    );
    expect(steps).toBeGreaterThan(12);
    expect(steps).toBeLessThan(4000);
    const resumed = last((await resume('stopped', '--stop-after', String(steps + 5))).stdout);
    const straight = last(
      (await train('straight', '--set', 'train.steps=4000', '--stop-after', String(steps + 5))).stdout,
    );
    expect(resumed.sha256).toBe(straight.sha256);
  });

  it('uses the checkpoint before a damaged one and says so', async () => {
    const whole = last((await train('damaged')).stdout);
    const file = join(folder, 'damaged', 'checkpoints', '40', 'tensors.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
    await writeFile(file, bytes);
    const { stdout } = await resume('damaged');
    expect(stdout).toContain('does not match its checksum');
    expect(last(stdout).sha256).toBe(whole.sha256);
  });

  it('refuses another configuration with a readable difference', async () => {
    const { status, stderr } = await resume('one', '--set', 'train.batch=8');
    expect(status).toBe(2);
    expect(stderr).toContain('RUN_CHANGED');
    expect(stderr).toContain('batch: 4 → 8');
  });

  it('refuses a folder without a run', async () => {
    const { status, stderr } = await resume('nowhere');
    expect(status).toBe(2);
    expect(stderr).toContain('RUN_NOT_FOUND');
  });
});

describe('ganreg sample', () => {
  it('writes a grid of the saved generator, or one file per image', async () => {
    const grid = await ganreg(['sample', 'one', '--count', '9', '--seed', '5', '--out', 'grid.png'], { cwd: folder });
    expect(grid.status).toBe(0);
    expect((await readFile(join(folder, 'grid.png'))).subarray(1, 4).toString()).toBe('PNG');
    await ganreg(['sample', 'one', '--count', '3', '--each', '--out', 'each'], { cwd: folder });
    expect((await readdir(join(folder, 'each'))).toSorted()).toEqual(['00000.png', '00001.png', '00002.png']);
  });
});

describe('ganreg inspect', () => {
  it('prints terms, players, domains, weights, heads with exact parameter counts, and cost', async () => {
    const { stdout } = await ganreg(['inspect', 'my.yaml', '--json'], { cwd: folder });
    const plan = JSON.parse(stdout) as {
      terms: unknown[];
      heads: { name: string; parameters: number }[];
      cost: { ratio: number };
    };
    expect(plan.terms).toMatchObject([
      { term: 'ggdr/features', player: 'discriminator', on: 'fake', weight: '10', effectiveWeight: 10 },
      { term: 'glead/real', player: 'discriminator', on: 'real', weight: '10', effectiveWeight: 10 },
      { term: 'r1/penalty', every: 4, gain: 4, effectiveWeight: 1 },
    ]);
    expect(plan.heads).toMatchObject([
      { name: 'unet-decoder' },
      { name: 'generator-features', parameters: 8 * 8 + 8, askedBy: ['glead', 'ggdr'] },
    ]);
    expect(plan.cost.ratio).toBeGreaterThan(1);
  });
});

describe('ganreg plugins and doctor', () => {
  it('list what is installed', async () => {
    const { stdout } = await ganreg(['plugins', '--json'], { cwd: folder });
    const listed = JSON.parse(stdout) as {
      plugins: { name: string }[];
      recipes: { name: string }[];
      families: string[];
    };
    expect(listed.plugins.map((plugin) => plugin.name)).toEqual(expect.arrayContaining(['glead', 'ggdr', 'r1']));
    expect(listed.recipes.map((recipe) => recipe.name)).toEqual(expect.arrayContaining(['ours-star', 'literal-stack']));
    expect(listed.families).toEqual(expect.arrayContaining(['dcgan', 'mlp']));
  });

  it('tell every engine, which one is chosen and why not the others', async () => {
    const { stdout } = await ganreg(['doctor', '--json'], { cwd: folder });
    const { engines } = JSON.parse(stdout) as {
      engines: { name: string; works: boolean; chosen: boolean; why: string; speed?: object }[];
    };
    expect(engines.filter((engine) => engine.chosen)).toHaveLength(1);
    const unexplained = engines.filter(({ works, why, speed }) => (works ? speed === undefined : why === ''));
    expect(unexplained).toEqual([]);
  });
});
