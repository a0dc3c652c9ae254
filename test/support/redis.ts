import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The system's Redis server: REDIS_SERVER, or where Debian puts it. */
const server = process.env['REDIS_SERVER'] ?? '/usr/bin/redis-server';

export const hasRedis = existsSync(server);

/** Why tests of the queue are skipped, for their titles. */
export const skippedBecause = hasRedis ? '' : ` (skipped: no ${server}; apt-get install redis-server)`;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A Redis server of a test's own, in memory. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
}

export const startRedis = async (): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'ganreg-redis-'));
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const child = spawn(server, options, { stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for (let attempt = 0; attempt < 100 && !(await answers(port)); attempt += 1) await sleep(50);
  return {
    url: `redis://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
