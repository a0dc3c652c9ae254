import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GanregError } from '@ganreg/core';
import type * as Queue from '@ganreg/queue';

const missing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND');

/** The optional package, installed beside this one or in the folder at hand. @throws GanregError QUEUE_MISSING */
export const loadQueue = async (): Promise<typeof Queue> => {
  try {
    return await import('@ganreg/queue');
  } catch (error) {
    if (!missing(error)) throw error;
  }
  try {
    const entry = createRequire(join(process.cwd(), 'package.json')).resolve('@ganreg/queue');
    return (await import(pathToFileURL(entry).href)) as typeof Queue;
  } catch (error) {
    if (!missing(error)) throw error;
    throw new GanregError('QUEUE_MISSING', 'trials on other hosts need the package @ganreg/queue.', {
      fix: 'npm install @ganreg/queue',
    });
  }
};
