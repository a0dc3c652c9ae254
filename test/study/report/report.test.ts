import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { writeReport } from '@ganreg/study';
import { axeViolations } from '../../support/axe.ts';
import { hasChromium, openBrowser, skippedBecause } from '../../support/browser.ts';
import { plantedFactorial, plantedStudy, type PlantedStudy } from '../support/planted-study.ts';

/** Starting a browser takes its time on a busy machine. */
const patient = { timeout: 300_000 };

interface Visit {
  readonly page: Page;
  /** Everything that the page complained about. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

describe.skipIf(!hasChromium)(`a report in a browser${skippedBecause}`, patient, () => {
  let browser: Browser;
  let planted: PlantedStudy;
  let file = '';
  beforeAll(async () => {
    browser = await openBrowser();
    planted = await plantedFactorial();
    file = await writeReport(planted.folder);
  }, patient.timeout);
  afterAll(async () => {
    await browser.close();
    await planted[Symbol.asyncDispose]();
  });

  const visit = async (path: string, options: BrowserContextOptions, look: (visit: Visit) => Promise<void>) => {
    const context = await browser.newContext({ offline: true, ...options });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(path).href);
      await look({ page, complaints, requests });
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  };

  const column = (page: Page, index: number): Promise<readonly (readonly [string, string])[]> =>
    page.$eval(
      '#metric-0-fd tbody',
      (body, at) =>
        [...body.querySelectorAll('tr')].map(
          (row) => [row.cells[0]?.textContent.trim() ?? '', row.cells[at]?.dataset['value'] ?? ''] as const,
        ),
      index,
    );

  it('opens from a file without a network, within 3 MB, and complains of nothing', async () => {
    expect((await stat(file)).size).toBeLessThan(3 * 2 ** 20);
    await visit(file, {}, async ({ page, requests }) => {
      expect(await page.title()).toBe('Four regularizers – ganreg study');
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
      expect(await page.$$eval('section.metric', (sections) => sections.length)).toBe(4);
      const pictures = await page.$$eval('#samples img', (images) => images.map((image) => image.naturalWidth));
      expect(pictures).toHaveLength(16);
      expect(Math.min(...pictures)).toBeGreaterThan(16);
      expect(await page.$$eval('#metric-0-fd .panels svg', (panels) => panels.length)).toBe(6);
      expect(await page.textContent('#lost')).toContain('advas/balance is not finite');
    });
  });

  it('sorts its table by any column, by mouse and by keyboard, and says so', async () => {
    await visit(file, {}, async ({ page }) => {
      const before = await column(page, 3);
      const sort = page.locator('#metric-0-fd thead button', { hasText: 'Mean' });
      await sort.click();
      const up = (await column(page, 3)).map(([, value]) => Number(value));
      expect(up).toEqual(up.toSorted((one, other) => one - other));
      expect((await column(page, 3)).map(([arm]) => arm)).not.toEqual(before.map(([arm]) => arm));
      await sort.focus();
      await page.keyboard.press('Enter');
      expect((await column(page, 3)).map(([, value]) => Number(value))).toEqual(up.toReversed());
      expect(await page.getAttribute('#metric-0-fd thead th:nth-child(4)', 'aria-sort')).toBe('descending');
      expect(await page.textContent('#told')).toBe('Sorted by Mean, descending');
      await page.locator('#metric-0-fd thead button', { hasText: 'Arm' }).click();
      const names = (await column(page, 3)).map(([arm]) => arm);
      expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other)));
    });
  });

  it('filters arms everywhere at once, and shows one metric or all', async () => {
    await visit(file, {}, async ({ page }) => {
      const visible = (selector: string) => page.locator(selector).filter({ visible: true }).count();
      expect(await visible('#metric-0-fd tbody tr[data-arm]')).toBe(16);
      await page.getByRole('checkbox', { name: 'glead+ggdr', exact: true }).uncheck();
      expect(await visible('#metric-0-fd tbody tr[data-arm]')).toBe(15);
      expect(await visible('[data-arm="5"]')).toBe(0);
      expect(await page.textContent('#told')).toBe('15 of 16 arms shown');
      await page.getByRole('button', { name: 'None' }).click();
      expect(await visible('[data-arm]')).toBe(0);
      await page.getByRole('button', { name: 'All' }).click();
      expect(await visible('#samples figure')).toBe(16);
      await page.getByLabel('Show').selectOption({ label: 'Recall in efficientnet-lite0@64' });
      expect(await visible('section.metric')).toBe(1);
      await page.getByLabel('Show').selectOption({ label: 'every metric' });
      expect(await visible('section.metric')).toBe(4);
    });
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, in the %s scheme', async (colorScheme) => {
    // axe is not part of the page, so the page's policy would keep it out
    await visit(file, { colorScheme, bypassCSP: true }, async ({ page }) => {
      expect(await axeViolations(page)).toEqual([]);
    });
  });

  it('shows real images and their redrawings of every arm that redraws, and how seeds pair', async () => {
    await visit(file, {}, async ({ page }) => {
      expect(await page.$$eval('#redrawn figure', (figures) => figures.length)).toBe(8);
      const [image] = await page.$$eval('#redrawn img', (images) =>
        images.map(({ naturalWidth, naturalHeight, alt }) => ({ naturalWidth, naturalHeight, alt })),
      );
      // eight above, eight below, lines between and around
      expect(image).toEqual({ naturalWidth: 137, naturalHeight: 35, alt: 'Real images and their redrawings by glead' });
      expect(await page.textContent('#metric-0-fd thead')).toContain('Pairing r');
    });
  });

  it('fits a phone: only tables scroll sideways', async () => {
    await visit(file, { viewport: { width: 390, height: 800 } }, async ({ page }) => {
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    });
  });

  it('shows what people write as they wrote it, and runs none of it', async () => {
    const nasty = `<img src=x onerror=alert(1)>"'&\u{2028}=cmd|' /C calc'!A0`;
    const written = await plantedStudy({
      name: `</title><script>alert('title')</script>`,
      study: { arms: { [nasty]: [], '</svg><script>alert(2)</script>': ['ggdr'] }, seeds: 2, metrics: ['fd'] },
      value: (arm) => (arm === nasty ? { fd: 1 } : { lost: `</pre><script>alert('why')</script>` }),
    });
    await visit(await writeReport(written.folder), {}, async ({ page }) => {
      expect(await page.title()).toContain(`</title><script>alert('title')</script>`);
      expect(await page.$$eval('script', (scripts) => scripts.length)).toBe(1);
      expect(await page.$$eval('img[src="x"]', (images) => images.length)).toBe(0);
      expect(await page.textContent('#metric-0-fd tbody th')).toContain(nasty);
      expect(await page.textContent('#lost td.text')).toBe(`</pre><script>alert('why')</script>`);
      // the policy stands even against what would slip through
      const policy = (await page.getAttribute('meta[http-equiv]', 'content')) ?? '';
      expect(policy).toMatch(/^default-src 'none'; img-src data:; style-src 'sha256-\S+; script-src 'sha256-\S+;/u);
      expect(policy).not.toContain('unsafe');
    });
    await written[Symbol.asyncDispose]();
  });

  it('shows a study that has hardly begun', async () => {
    const begun = await plantedStudy({
      study: { arms: { one: [], two: ['ggdr'] }, seeds: 2, metrics: ['fd'] },
      value: () => ({ lost: 'not yet' }),
    });
    await visit(await writeReport(begun.folder), {}, async ({ page }) => {
      expect(await page.textContent('main')).toContain('4 of 4 runs failed or diverged');
      expect(await page.$$eval('#metric-0-fd tbody tr', (rows) => rows.length)).toBe(2);
    });
    await begun[Symbol.asyncDispose]();
  });
});
