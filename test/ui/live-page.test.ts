import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { lockFolder } from '@ganreg/core/node';
import { serveUi, type UiServer } from '@ganreg/ui';
import { idOf } from '../../packages/ui/src/folder/listing.ts';
import { plantedStudy } from '../study/support/planted-study.ts';
import { axeViolations } from '../support/axe.ts';
import { hasChromium, openBrowser, skippedBecause } from '../support/browser.ts';
import { bin } from '../support/command.ts';
import { plantRun } from './support/planted-run.ts';

/** Starting a browser takes its time on a busy machine. */
const patient = { timeout: 300_000, retry: 1 };

/** Points in the plane, for as long as the test looks. */
const training = {
  engine: 'wasm',
  data: 'mixture-8',
  model: { use: 'mlp' },
  train: { steps: 1_000_000, batch: 32 },
  plugins: [{ use: 'r1', weight: { schedule: 'linear', from: 0, to: 0.1, until: '50%' }, every: 4 }],
  run: { folder: 'live', samples: { every: '5k', count: 64 }, gradients: { every: 5 } },
};

describe.skipIf(!hasChromium)(`the live page in a browser, while a training runs${skippedBecause}`, patient, () => {
  let browser: Browser;
  let server: UiServer;
  let child: ChildProcess;
  let root = '';
  const metrics = (): string => join(root, 'live/metrics.jsonl');

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ganreg-live-'));
    await writeFile(join(root, 'train.json'), JSON.stringify(training));
    child = spawn(process.execPath, [bin, 'train', 'train.json'], { cwd: root, stdio: 'ignore' });
    const { line } = await plantRun(join(root, 'planted'));
    for (let step = 0; step < 600; step += 1) await line(step);
    await using study = await plantedStudy({
      name: 'Three arms',
      study: { arms: { baseline: [], glead: ['glead'], 'ours*': ['glead', 'ggdr'] }, seeds: 3, metrics: ['fd', 'kid'] },
      value: (arm, seed, normal) =>
        arm === 'glead' && seed === 2 ? { lost: 'step 33: <b>not</b> finite' } : { fd: 20 + normal(true), kid: 0.1 },
    });
    await cp(study.folder, join(root, 'study'), { recursive: true });
    server = await serveUi({ folder: root });
    browser = await openBrowser();
    while ((await stat(metrics()).catch(() => undefined)) === undefined) await sleep(100);
  }, patient.timeout);
  afterAll(async () => {
    await browser.close();
    await server.close();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await rm(root, { recursive: true });
  });

  const visit = async (
    address: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('requestfailed', (request) => {
        if (!request.url().includes('/live/')) complaints.push(`${request.url()} failed`);
      });
      page.on('response', (response) => {
        if (!response.ok()) complaints.push(`${response.url()}: ${response.status()}`);
      });
      await page.goto(server.url + address);
      await look(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  };
  const run = (path: string): string => `#/runs/${idOf(path)}`;
  const study = `#/studies/${idOf('study')}`;
  const ready = (page: Page): Promise<unknown> => page.waitForSelector('.plot svg .line');

  it('lists what runs, what is finished and what was compared, and leads there', async () => {
    await visit('', {}, async (page) => {
      await page.waitForSelector('.card .state[data-state=running]');
      expect(new Set(await page.$$eval('.card h3', (titles) => titles.map((title) => title.textContent)))).toEqual(
        new Set(['Three arms', 'live', 'planted']),
      );
      expect(await page.textContent('.card:has-text("Three arms")')).toContain('8 finished, 1 diverged');
      await page.getByRole('link', { name: 'live' }).click();
      await ready(page);
      expect(await page.title()).toBe('live – ganreg');
      expect(await page.textContent('#trail')).toContain('live');
    });
  });

  it('has a written number on the screen within a second', async () => {
    await visit(run('live'), {}, async (page) => {
      await ready(page);
      // when the page showed which step, as it happens
      await page.evaluate(`(() => {
        globalThis.shown = [];
        new MutationObserver(() => {
          const text = document.querySelector('.summary .facts div:nth-child(2) dd').textContent;
          shown.push([Date.now(), Number(text.split(' of ')[0].replaceAll(',', ''))]);
        }).observe(document.querySelector('.summary'), { childList: true, subtree: true, characterData: true });
      })()`);
      // when the file had which step: its own time, and its last line
      const written: [time: number, steps: number][] = [];
      for (const end = Date.now() + 8000; Date.now() < end; await sleep(15)) {
        const { mtimeMs, size } = await stat(metrics());
        if (mtimeMs === written.at(-1)?.[0]) continue;
        const text = (await readFile(metrics())).subarray(Math.max(0, size - 4000), size).toString();
        const steps = Number([...text.matchAll(/^\{"step":(\d+),"images".*\}$/gmu)].at(-1)?.[1]) + 1;
        written.push([mtimeMs, steps]);
      }
      const shown = await page.evaluate<[time: number, steps: number][]>('shown');
      // whatever was written a second ago is there
      const late = written
        .filter(([time]) => time < (written.at(-1)?.[0] ?? 0) - 1500)
        .map(([time, steps]) => (shown.find((each) => each[1] >= steps)?.[0] ?? Infinity) - time);
      expect(late.length).toBeGreaterThan(20);
      const sorted = late.toSorted((one, other) => one - other);
      expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(1000);
      process.stdout.write(
        `written to shown: median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} ms, 95 % within ${sorted[Math.floor(sorted.length * 0.95)]?.toFixed(0)} ms\n`,
      );
    });
  });

  it('shows losses, realness, terms, weights and gradient norms of a run, and samples that grow', async () => {
    await visit(run('live'), {}, async (page) => {
      await ready(page);
      const titles = await page.$$eval('.chart h3', (heads) => heads.map((head) => head.firstChild?.textContent));
      expect(titles).toEqual([
        'Adversarial loss',
        'Realness (mean logit)',
        'r1',
        'Scheduled weights',
        'Norm of each term’s gradient',
        'Cosine between gradients',
      ]);
      const lines = await page.$$eval('.chart .legend', (legends) => legends.map((legend) => legend.textContent));
      expect(lines[0]).toMatch(/discriminator\d.*generator\d/u);
      expect(await page.textContent('.terms tbody')).toMatch(/r1\/penalty.*discriminator.*0 → 0\.1/u);
      const before = await page.textContent('.summary');
      await expect.poll(() => page.textContent('.summary')).not.toBe(before);
      const pictures = (): Promise<number> =>
        page.$eval('#slide-samples', (slider) => Number((slider as unknown as { max: string }).max));
      const known = await pictures();
      await expect.poll(pictures, { timeout: 100_000 }).toBeGreaterThan(known);
      await page.locator('#slide-samples').focus();
      await page.keyboard.press('Home');
      expect(await page.getAttribute('.some-samples img', 'src')).toMatch(/000000\.svg$/u);
      expect(await page.textContent('.some-samples output')).toBe('0 kimg');
    });
  });

  it('shows pictures and redrawings of the same steps, and values under the pointer', async () => {
    await visit(run('planted'), {}, async (page) => {
      await ready(page);
      expect(await page.getAttribute('.some-samples img', 'src')).toMatch(/000500\.png$/u);
      expect(
        await page.$eval('.some-redrawn img', (image) => (image as unknown as { naturalWidth: number }).naturalWidth),
      ).toBe(1);
      await page
        .locator('.chart .plot')
        .first()
        .hover({ position: { x: 150, y: 60 } });
      expect(await page.textContent('.chart h3 span')).toMatch(/kimg/u);
      const weight = await page.textContent('.terms tbody tr td:nth-of-type(4)');
      expect(weight).toMatch(/^5\.9[89]/u);
    });
  });

  it('shows a study: trials, arms over seeds with bands, their samples, and what was lost', async () => {
    await visit(study, {}, async (page) => {
      await ready(page);
      expect(await page.$$eval('.trials .trial', (cells) => cells.length)).toBe(9);
      expect(await page.textContent('.events')).toContain('step 33: <b>not</b> finite');
      expect(await page.textContent('.events')).toContain('glead, seed 2');
      const band = await page.$eval('.metrics .arm-0 .band', (path) => path.getAttribute('d') ?? '');
      expect(band.length).toBeGreaterThan(60);
      expect(await page.$$eval('.metrics .chart', (charts) => charts.length)).toBe(2);
      const visible = (): Promise<number> => page.locator('.metrics .chart').first().locator('svg .arm').count();
      expect(await visible()).toBe(3);
      await page.getByRole('checkbox', { name: 'glead' }).uncheck();
      await expect.poll(visible).toBe(2);
      expect(await page.textContent('#told')).toBe('2 of 3 arms shown');
      expect(await page.$$eval('.real figure', (figures) => figures.length)).toBe(2);
      const [report] = await Promise.all([page.context().waitForEvent('page'), page.click('.report')]);
      await report.waitForLoadState();
      expect(await report.title()).toBe('Three arms – ganreg study');
    });
  });

  it('shows who is at a trial that went through a queue, as long as its study is there', async () => {
    const queued = join(root, 'queued');
    await cp(join(root, 'study'), queued, { recursive: true });
    const { arms } = JSON.parse(await readFile(join(queued, 'study.json'), 'utf8')) as { arms: { folder: string }[] };
    await rm(join(queued, arms[0]!.folder, '3'), { recursive: true });
    const trials = [
      { arm: 'baseline', seed: 3, state: 'running', worker: 'far-host 17', step: 20, steps: 40 },
      { arm: 'baseline', seed: 1, state: 'running', worker: 'not believed: it has ended', step: 1, steps: 40 },
    ];
    await writeFile(join(queued, 'queue.json'), JSON.stringify({ format: 1, trials }));
    const release = await lockFolder(queued);
    await visit(`#/studies/${idOf('queued')}`, {}, async (page) => {
      const trial = page.locator('.trials tr').nth(1).locator('td').nth(2);
      await expect.poll(() => trial.textContent()).toContain('far-host 17');
      expect(await trial.locator('.state').getAttribute('data-state')).toBe('running');
      expect(await page.textContent('.trials')).not.toContain('not believed');
      await release();
      await expect.poll(() => trial.textContent(), { timeout: 5000 }).toContain('waiting');
      expect(await trial.textContent()).not.toContain('far-host');
    });
    await rm(queued, { recursive: true });
  });

  it.each([
    ['', 'dark'],
    [run('planted'), 'light'],
    [run('live'), 'dark'],
    [study, 'light'],
  ] as const)('has no fault that axe finds at %s, in the %s scheme', async (address, colorScheme) => {
    await visit(address, { colorScheme, bypassCSP: true }, async (page) => {
      await page.waitForSelector('.card, .plot svg .line');
      expect(await axeViolations(page)).toEqual([]);
    });
  });

  it.each([run('live'), study])('fits a phone at %s', async (address) => {
    await visit(address, { viewport: { width: 390, height: 800 } }, async (page) => {
      await page.waitForSelector('.card, .plot svg .line');
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    });
  });

  it('says when the connection is lost', async () => {
    const other = await serveUi({ folder: root });
    const page = await browser.newPage();
    await page.goto(other.url);
    await page.waitForSelector('#link[data-state=live]');
    await other.close();
    await page.waitForSelector('#link[data-state=lost]');
    expect(await page.textContent('#link')).toBe('connection lost, trying again');
    await page.close();
  });
});
