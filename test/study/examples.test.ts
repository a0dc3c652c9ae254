import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ganreg } from '../support/command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface DryRun {
  readonly arms: readonly { readonly arm: string; readonly ratio: number; readonly seconds: number }[];
  readonly seeds: readonly number[];
  readonly estimate: { readonly seconds: number; readonly engine: string };
}

const dryRun = async (file: string): Promise<DryRun> => {
  const { status, stdout, stderr } = await ganreg(['study', file, '--dry-run', '--json'], { cwd: root });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as DryRun;
};

describe('the example studies', { timeout: 300_000 }, () => {
  it('quick: four combinations on three seeds, checked and estimated without training', async () => {
    const { arms, seeds, estimate } = await dryRun('examples/study-quick/study.yaml');
    expect(arms.map(({ arm }) => arm)).toEqual(['baseline', 'glead', 'ggdr', 'ours*']);
    expect(seeds).toHaveLength(3);
    expect(estimate).toMatchObject({ engine: 'wasm' });
    expect(estimate.seconds).toBeGreaterThan(0);
  });

  it('factorial: all sixteen combinations on six seeds, with what each costs', async () => {
    const { arms, seeds } = await dryRun('examples/study-factorial/study.yaml');
    expect(arms).toHaveLength(16);
    expect(seeds.length).toBeGreaterThanOrEqual(6);
    expect(arms[0]).toMatchObject({ arm: 'baseline', ratio: 1 });
    const all = arms.find(({ arm }) => arm === 'glead+ggdr+adaptivemix+advas');
    expect(all?.ratio).toBeGreaterThan(1.5);
    expect(all?.seconds).toBeGreaterThan(arms[0]?.seconds ?? Infinity);
  });
});
