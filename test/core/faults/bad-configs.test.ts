import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GanregError, GanregErrors, planExperiment, type ExperimentInput } from '@ganreg/core';
import { loadConfig, nodeCatalogue } from '@ganreg/core/node';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterexample } from '../../support/counterexample.ts';

/** GANREG_FUZZ_CONFIGS=1000 tries a thousand. */
const numRuns = Number(process.env['GANREG_FUZZ_CONFIGS'] ?? 250);

const valid: readonly ExperimentInput[] = [
  {
    seed: 3,
    engine: { use: 'wasm', memoryLimit: 1e9 },
    data: { use: 'embedded' },
    model: { use: 'dcgan', resolution: 16, channels: 1, latentSize: 8, width: 8 },
    loss: 'hinge',
    train: { images: '2k', batch: 8, ema: { halfLife: '1k', rampUp: 0.05 }, optimizer: { learningRate: 2e-4 } },
    run: { checkpoint: { every: '1k', keep: 2 }, divergence: { policy: 'rollback' }, gradients: { every: 10 } },
    plugins: ['recipe:ours-star', { use: 'r1', every: 4, weight: 5 }, { use: 'advas', with: {}, id: 'second' }],
  },
  {
    data: 'mixture-8',
    model: { use: 'mlp', latentSize: 4 },
    train: { steps: 20, batch: 16, ema: false, optimizer: { generator: { beta1: 0 } } },
    plugins: [{ use: 'adaptivemix', weight: { schedule: 'linear', from: 0, to: 1, until: '1k' } as never }],
  },
];

type Path = readonly (string | number)[];
const pathsOf = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => {
        const deeper = [...path, Array.isArray(value) ? Number(key) : key];
        return [deeper, ...pathsOf(inner, deeper)];
      })
    : [];

const replaced = (value: unknown, [first, ...rest]: Path, change: (old: unknown) => unknown): unknown => {
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === first ? replaced(each, rest, change) : each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === first ? replaced(each, rest, change) : (each as unknown)]),
  );
};

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
  fc.constantFrom<unknown>(
    -1,
    0,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '10k',
    '-3k',
    '1e999',
    '../..',
    null,
    [],
    {},
    true,
  ),
);
const misspelt = (key: string): string => `${key.slice(0, -2)}${key.at(-1)}${key.at(-2) ?? 'x'}`;
const bad: fc.Arbitrary<unknown> = fc.constantFrom(...valid).chain((config) =>
  fc
    .array(fc.tuple(fc.constantFrom(...pathsOf(config)), junk, fc.constantFrom('value', 'remove', 'key', 'wrap')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) =>
      changes.reduce<unknown>((whole, [path, value, kind]) => {
        const key = path.at(-1);
        const parent = path.slice(0, -1);
        return kind === 'value'
          ? replaced(whole, path, () => value)
          : kind === 'wrap'
            ? replaced(whole, path, (old) => ({ [String(value).slice(0, 12)]: old }))
            : replaced(whole, parent, (old) =>
                typeof old === 'object' && old !== null && !Array.isArray(old)
                  ? Object.fromEntries(
                      Object.entries(old).flatMap(([name, each]) =>
                        name !== key ? [[name, each]] : kind === 'remove' ? [] : [[misspelt(name), each]],
                      ),
                    )
                  : old,
              );
      }, config),
    ),
);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganreg-configs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const project = process.cwd();

describe('a configuration with mistakes', () => {
  it('is planned or explained, with code, place and way out, whatever is wrong', async () => {
    const property = fc.asyncProperty(bad, async (config) => {
      try {
        await planExperiment(config as ExperimentInput, nodeCatalogue(project));
        return true;
      } catch (error) {
        if (!(error instanceof GanregError)) throw error;
        const all = error instanceof GanregErrors ? error.errors : [error];
        return all.every(
          ({ code, message, fix, path }) => code !== '' && message !== '' && fix !== undefined && path !== undefined,
        );
      }
    });
    expect(await counterexample(property, numRuns)).toBeUndefined();
  }, 900_000);

  it.each([
    ['a function', 'model: !!js/function "function () { throw new Error(1) }"'],
    ['a type of Python', 'model: !!python/object/apply:os.system ["true"]'],
    ['an open bracket', 'plugins: [glead'],
    ['a tab', 'train:\n\tbatch: 4'],
    ['bytes that are no text', '\u0000\u0001\u0002'],
    ['a list', '- glead\n- ggdr'],
    ['a million aliases', `a: &a [x, x]\nb: &b [*a, *a]\nc: [${'*b, '.repeat(3)}*b]`],
  ])('in YAML, %s, is refused and nothing of it runs', async (_, text) => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, text);
    const refused = loadConfig({ file, folder }).then((loaded) =>
      planExperiment(loaded.config, nodeCatalogue(project)),
    );
    await expect(refused).rejects.toBeInstanceOf(GanregError);
  });

  it.each(['{"__proto__": {"polluted": 1}, "model": "mlp"}', '{"constructor": {"prototype": {"polluted": 1}}}'])(
    'cannot reach the prototype of objects: %s',
    async (text) => {
      const file = join(folder, 'proto.json');
      await writeFile(file, text);
      const loaded = await loadConfig({ file, folder }).catch((error: unknown) => error);
      if (!(loaded instanceof Error))
        await planExperiment((loaded as { config: ExperimentInput }).config, nodeCatalogue(project)).catch(
          () => undefined,
        );
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it.each(['__proto__.polluted=1', 'constructor.prototype.polluted=1', 'model.__proto__.polluted=1'])(
    'cannot reach it with --set %s either',
    async (override) => {
      const file = join(folder, 'good.json');
      await writeFile(file, JSON.stringify({ model: 'mlp', data: 'mixture-8' }));
      await loadConfig({ file, folder, overrides: [override] }).catch(() => undefined);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});
