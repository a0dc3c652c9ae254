import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { planExperiment } from '@ganreg/core';
import { nodeCatalogue, openSavedRun, sampleRun, trainPlan } from '@ganreg/core/node';
import { openExported, type ExportedModel } from '@ganreg/core/sampling';
import { useEngine } from '@ganreg/numerics';
import { writeGenerators, writeReport } from '@ganreg/study';
import { serveUi } from '@ganreg/ui';
import { runFolder } from '../../../packages/study/src/run/study-files.ts';
import { axeViolations } from '../../support/axe.ts';
import { hasChromium, openBrowser, skippedBecause } from '../../support/browser.ts';
import { ganreg } from '../../support/command.ts';
import { plantedStudy, type PlantedStudy } from '../support/planted-study.ts';

const cli = fileURLToPath(new URL('../../../packages/cli', import.meta.url));
const catalogueFor = (project: string) => nodeCatalogue(project, [cli]);
const patient = { timeout: 300_000 };

const models = {
  style: {
    use: 'stylegan2',
    resolution: 16,
    channels: 3,
    latentSize: 16,
    styleSize: 16,
    mappingLayers: 2,
    channelBase: 64,
    channelMax: 8,
  },
  plain: { use: 'dcgan', resolution: 16, channels: 3, latentSize: 8, width: 4, widthMax: 8 },
} as const;
type Name = keyof typeof models;
const seed = 3;

/** A study with real checkpoints, of two steps. */
const trainedStudy = async (name: Name): Promise<PlantedStudy> => {
  const planted = await plantedStudy({
    name,
    model: models[name],
    study: { arms: { baseline: [], ggdr: ['ggdr'] }, seeds: [seed], metrics: ['fd'] },
    value: () => ({ fd: 1 }),
  });
  for (const arm of planted.plan.arms) {
    const config = arm.input(seed);
    const plan = await planExperiment(config, catalogueFor(cli));
    const watch = { onEvent: () => undefined, stopAfter: 2 };
    await trainPlan(
      plan,
      { config, folder: cli, files: [], provenance: {} },
      runFolder(planted.folder, arm, seed),
      watch,
    );
  }
  return planted;
};

interface Weights {
  readonly arm: number;
  readonly model: ExportedModel;
  readonly weights: string;
}

const greatest = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  expect(one.length).toBe(other.length);
  return Math.max(...Array.from(one, (value, at) => Math.abs(value - (other[at] ?? Number.NaN))));
};

describe('trained generators beside a report', patient, () => {
  const studies = new Map<Name, PlantedStudy>();
  const study = (name: Name): string => studies.get(name)?.folder ?? '';
  beforeAll(async () => {
    for (const name of ['style', 'plain'] as const) studies.set(name, await trainedStudy(name));
    await writeGenerators(study('style'), catalogueFor);
    await writeReport(study('style'));
    const { status, stderr } = await ganreg(['report', study('plain'), '--generators', String(seed)]);
    if (status !== 0) throw new Error(stderr);
  }, patient.timeout);
  afterAll(async () => {
    for (const planted of studies.values()) await planted[Symbol.asyncDispose]();
  });

  const weightsOf = async (name: Name, arm: number): Promise<Weights> => {
    const index = JSON.parse(await readFile(join(study(name), 'generators/index.json'), 'utf8')) as {
      readonly arms: readonly { readonly arm: number; readonly file: string }[];
    };
    const file = index.arms.find((each) => each.arm === arm)?.file ?? '';
    const text = await readFile(join(study(name), 'generators', file), 'utf8');
    return JSON.parse(text.slice('ganregWeights('.length, text.lastIndexOf(')'))) as Weights;
  };
  const expected = async (name: Name, arm: string, from: number, count: number): Promise<Float32Array> => {
    const found = studies.get(name)?.plan.arms.find((each) => each.name === arm);
    const folder = found === undefined ? '' : runFolder(study(name), found, seed);
    return sampleRun(await openSavedRun(folder, catalogueFor), count, from);
  };

  it('make what `ganreg sample` makes, and truncate styles or, where there are none, scale latents', async () => {
    await useEngine('wasm');
    for (const name of ['style', 'plain'] as const) {
      const { model, weights } = await weightsOf(name, 0);
      const opened = await openExported(model, Buffer.from(weights, 'base64'));
      expect(opened.truncates).toBe(name === 'style' ? 'styles' : 'latents');
      expect(await opened.images(7, 5, 1)).toEqual(await expected(name, 'baseline', 7, 5));
      // at nothing all latents are one
      const still = await opened.images(7, 2, 0);
      const size = still.length / 2;
      expect(greatest(still.subarray(0, size), still.subarray(size))).toBeLessThan(name === 'style' ? 0.5 : 1e-6);
      expect(greatest(await opened.images(7, 2, 0.5), await opened.images(7, 2, 1))).toBeGreaterThan(1e-4);
      opened.dispose();
    }
  });

  it('are refused of a seed that nobody trained, and of a model that a page cannot run', async () => {
    await expect(writeGenerators(study('plain'), catalogueFor, 9)).rejects.toMatchObject({
      code: 'STUDY_NO_GENERATORS',
    });
    const { model, weights } = await weightsOf('plain', 0);
    await expect(openExported({ ...model, family: 'own' }, Buffer.from(weights, 'base64'))).rejects.toMatchObject({
      code: 'EXPORT_UNKNOWN_FAMILY',
    });
  });

  describe.skipIf(!hasChromium)(`in a browser${skippedBecause}`, patient, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    }, patient.timeout);
    afterAll(() => browser.close());

    const visit = async (url: string, options: object, look: (page: Page) => Promise<void>): Promise<void> => {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(url);
        await look(page);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    };
    const loaded = async (page: Page): Promise<void> => {
      await page.click('#load-generators');
      await expect
        .poll(() => page.textContent('#generators [role=status]'), { timeout: 60_000 })
        .toMatch(/samples of each arm/u);
    };
    const made = (page: Page, arm: number, seed: number, count: number): Promise<readonly number[]> =>
      page.evaluate(`ganregGenerators.get(${arm}).images(${seed}, ${count}, 1).then((values) => [...values])`);

    it.each(['style', 'plain'] as const)('a page from a file makes the pixels that Node makes: %s', async (name) => {
      await visit(pathToFileURL(join(study(name), 'report.html')).href, { offline: true }, async (page) => {
        await loaded(page);
        for (const [arm, shown] of ['baseline', 'ggdr'].entries())
          expect(greatest(await made(page, arm, 11, 6), await expected(name, shown, 11, 6))).toBeLessThan(1e-3);
      });
    });

    it('samples anew for another seed, number and truncation, arms side by side', async () => {
      await visit(pathToFileURL(join(study('style'), 'report.html')).href, { offline: true }, async (page) => {
        await loaded(page);
        const picture = (): Promise<string> =>
          page.evaluate(`document.querySelector('#generators canvas').toDataURL()`);
        const told = (): Promise<string | null> => page.textContent('#generators [role=status]');
        expect(await page.locator('#generators figure').filter({ visible: true }).count()).toBe(2);
        const first = await picture();
        await page.getByRole('button', { name: 'Next' }).click();
        await expect.poll(told).toContain('from seed 4');
        const second = await picture();
        expect(second).not.toBe(first);
        await page.getByRole('slider', { name: 'Truncation' }).fill('0.3');
        await expect.poll(picture).not.toBe(second);
        await page.locator('#generator-count').selectOption('4');
        await expect.poll(told).toContain('4 samples');
        expect(await page.evaluate(`document.querySelector('#generators canvas').width`)).toBe(35);
        await page.getByRole('checkbox', { name: 'ggdr' }).uncheck();
        expect(await page.locator('#generators figure').filter({ visible: true }).count()).toBe(1);
      });
    });

    it('is served by the live page, too, under the policy that the report states', async () => {
      const server = await serveUi({ folder: study('plain') });
      try {
        const page = await browser.newPage();
        await page.goto(server.url);
        const link = await page.waitForSelector('.card');
        const id = (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
        await page.close();
        await visit(`${server.url}reports/${id}/`, { bypassCSP: true }, async (report) => {
          await loaded(report);
          expect(greatest(await made(report, 1, 5, 2), await expected('plain', 'ggdr', 5, 2))).toBeLessThan(1e-3);
          expect(await axeViolations(report)).toEqual([]);
        });
        const answer = await fetch(`${server.url}reports/${id}/`);
        const policy = answer.headers.get('content-security-policy') ?? '';
        expect(policy).toMatch(/script-src 'sha256-\S+ 'strict-dynamic' 'wasm-unsafe-eval'; connect-src data:;/u);
        expect(policy).not.toContain('unsafe-inline');
        const own =
          (await readdir(join(study('plain'), 'generators'))).find((name) => name.startsWith('baseline')) ?? '';
        await appendFile(join(study('plain'), 'generators', own), 'alert("not data")\n');
        expect((await fetch(`${server.url}reports/${id}/generators/${own}`)).status).toBe(404);
        for (const name of ['index.json', '..%2fstudy.json', 'nothing.js'])
          expect((await fetch(`${server.url}reports/${id}/generators/${name}`)).status).toBe(404);
      } finally {
        await server.close();
      }
    });

    it('says what is missing when the report was moved without its folder', async () => {
      const alone = join(study('plain'), '..', 'ganreg-report-alone.html');
      await writeFile(alone, await readFile(join(study('plain'), 'report.html')));
      const page = await browser.newPage();
      await page.goto(pathToFileURL(alone).href);
      await page.click('#load-generators');
      await expect.poll(() => page.textContent('#generators [role=status]')).toContain('is not beside this page');
      await page.close();
      await rm(alone);
    });
  });
});
