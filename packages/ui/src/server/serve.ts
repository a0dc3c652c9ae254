import { realpath, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { GanregError } from '@ganreg/core';
import { ShownFolder } from '../folder/shown-folder.ts';
import { handle } from './routes.ts';

/** What is shown, and where. */
export interface UiOptions {
  /** A run, a study, or a folder with any number of them. */
  readonly folder: string;
  /** 0, the default, takes one that is free. */
  readonly port?: number | undefined;
}

/** A page that is being served. */
export interface UiServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken
          ? new GanregError('UI_PORT_TAKEN', `port ${port} cannot be had (${error.code}).`, {
              path: '--port',
              fix: 'give another one, or leave it out',
            })
          : error,
      );
    });
    // this machine alone: there is no option for anything else
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/**
 * Serves a live page about the runs and studies of a folder to this machine, until closed. It reads and never writes.
 * @throws GanregError UI_NO_FOLDER, UI_PORT_TAKEN
 */
export const serveUi = async ({ folder, port = 0 }: UiOptions): Promise<UiServer> => {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory())
    throw new GanregError('UI_NO_FOLDER', `there is no folder ${folder}.`, {
      fix: 'train something first, or name the folder of your runs',
    });
  const shown = new ShownFolder(root);
  const server = createServer((request, response) => void handle(shown, request, response));
  const taken = await listen(server, port);
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        shown.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
