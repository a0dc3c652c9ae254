import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** The system's Chromium: CHROMIUM, or where Debian puts it. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const hasChromium = existsSync(chromiumPath);

/** Why browser tests are skipped, for their titles. */
export const skippedBecause = hasChromium ? '' : ` (skipped: no Chromium at ${chromiumPath}; apt-get install chromium)`;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    timeout: 120_000,
  });
