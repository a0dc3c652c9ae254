import { resolve } from 'node:path';
import { serveUi } from '@ganreg/ui';

export interface UiCommandOptions {
  readonly port?: number;
}

/** `ganreg ui [folder]`: a live page about runs and studies, for this machine alone, until Ctrl-C. */
export const ui = async (folder: string, { port }: UiCommandOptions): Promise<void> => {
  const { url, close } = await serveUi({ folder: resolve(folder), port });
  process.stdout.write(`${url}\nshows ${resolve(folder)} to this machine; Ctrl-C ends it, training goes on\n`);
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  await close();
};
