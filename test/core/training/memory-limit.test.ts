import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Perceptual, Scope, type ExperimentInput } from '@ganreg/core';
import { trainPlan } from '@ganreg/core/node';
import { describe, expect, it } from 'vitest';
import { pixels, planFor } from '../../support/experiment.ts';
import { microOf } from '../../support/micro-families.ts';

const refusal = async (config: ExperimentInput): Promise<unknown> => {
  const folder = join(tmpdir(), 'ganreg-never-written');
  const loaded = { config, folder: tmpdir(), files: [], provenance: {} };
  const scope = new Scope().provide(Perceptual, pixels);
  const error: unknown = await trainPlan(await planFor(config), loaded as never, folder, {
    scope,
    onEvent: () => undefined,
  }).catch((reason: unknown) => reason);
  expect(existsSync(join(folder, 'config.json'))).toBe(false);
  return error;
};

describe('a run that does not fit', () => {
  const run = { memory: '100MiB' };

  it('is refused before its folder is written, with what it takes and what to change', async () => {
    expect(await refusal({ ...microOf('dcgan'), engine: 'wasm', run })).toMatchObject({
      code: 'RUN_TOO_LARGE',
      path: 'run.memory',
      message: expect.stringMatching(/about \d+ MiB, more than the 100 MiB of run.memory/u) as string,
      fix: expect.stringContaining('--set run.memory=') as string,
    });
  });

  it('is refused, too, where not even its arrays can be made', async () => {
    const huge = { use: 'dcgan', resolution: 8, channels: 1, latentSize: 10 ** 12 };
    expect(await refusal({ ...microOf('dcgan'), engine: 'wasm', model: huge })).toMatchObject({
      code: 'RUN_TOO_LARGE',
    });
  });

  it('is told at planning when its limit is no size', async () => {
    await expect(planFor({ ...microOf('dcgan'), run: { memory: 'much' } })).rejects.toMatchObject({
      code: 'CONFIG_BAD_QUANTITY',
      path: 'run.memory',
    });
  });
});
