import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveUi, type UiServer } from '@ganreg/ui';
import { idOf } from '../../packages/ui/src/folder/listing.ts';
import { pixel, plantRun } from './support/planted-run.ts';

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe('the server of the live page', () => {
  let root = '';
  let server: UiServer;
  let port = 0;
  const run = idOf('one');

  beforeAll(async () => {
    const parent = await mkdtemp(join(tmpdir(), 'ganreg-ui-'));
    root = join(parent, 'runs');
    await plantRun(join(root, 'one'));
    await plantRun(join(parent, 'outside'));
    await writeFile(join(parent, 'secret.png'), 'secret');
    await symlink(join(parent, 'secret.png'), join(root, 'one/samples/000900.png'));
    await symlink(join(parent, 'outside'), join(root, 'linked'));
    await mkdir(join(root, 'two'), { recursive: true });
    await plantRun(join(root, 'two'));
    await rm(join(root, 'two/samples'), { recursive: true });
    await symlink(join(parent, 'outside/samples'), join(root, 'two/samples'));
    server = await serveUi({ folder: root });
    port = Number(new URL(server.url).port);
  });
  afterAll(async () => {
    await server.close();
    await rm(join(root, '..'), { recursive: true });
  });

  /** Sent as it is: no client tidies the path up. */
  const ask = (path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });

  const statusOf = async (...request_: Parameters<typeof ask>): Promise<number> => (await ask(...request_)).status;

  it('gives a page that may run its own script and nothing else', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body.toString()).toContain('<script type="module" src="/main.js">');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/u);
    expect(String(headers['content-security-policy'])).not.toContain('unsafe');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('says on every answer, also of a refusal, that types are not to be guessed and no frame may show it', async () => {
    const replies = [
      await ask('/'),
      await ask('/main.js'),
      await ask('/style.css'),
      await ask(`/pictures/${run}/samples/000000.png`),
      await ask('/nowhere'),
      await ask('/', 'POST'),
    ];
    for (const { headers } of replies)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404, 405]);
  });

  it('answers only those who ask for this machine by its own name', async () => {
    for (const host of [`localhost:${port}`, '127.0.0.1', '[::1]:8080', 'localhost'])
      expect(await statusOf('/', 'GET', { host })).toBe(200);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '0.0.0.0',
      'localhost:1@evil.example',
    ])
      expect([host, await statusOf('/', 'GET', { host })]).toEqual([host, 403]);
  });

  it('answers no page of another origin, and lets itself be linked to', async () => {
    const host = `localhost:${port}`;
    expect(await statusOf('/', 'GET', { host, origin: `http://${host}` })).toBe(200);
    for (const origin of [
      'http://evil.example',
      'null',
      `https://${host}`,
      'http://localhost:1',
      `http://127.0.0.1:${port}`,
    ])
      expect([origin, await statusOf('/', 'GET', { host, origin })]).toEqual([origin, 403]);
    expect(await statusOf('/', 'GET', { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await statusOf('/', 'GET', { host, ...visit })).toBe(200);
    expect(await statusOf('/', 'GET', { host, ...visit, 'sec-fetch-dest': 'iframe' })).toBe(403);
  });

  it('only reads', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
      expect([method, await statusOf('/', method)]).toEqual([method, 405]);
    const head = await ask('/', 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('gives pictures that it listed', async () => {
    const { status, headers, body } = await ask(`/pictures/${run}/samples/000500.png`);
    expect([status, headers['content-type']]).toEqual([200, 'image/png']);
    expect(body.equals(pixel)).toBe(true);
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  it.each([
    '/../../etc/passwd',
    '//etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    `/pictures/${run}/samples/../metrics.jsonl`,
    `/pictures/${run}/samples/..%2fmetrics.jsonl`,
    `/pictures/${run}/samples/..%5cmetrics.jsonl`,
    `/pictures/${run}/samples/%2fetc%2fpasswd`,
    `/pictures/${run}/samples/000500.png%00.txt`,
    `/pictures/${run}/samples/000001.png`,
    `/pictures/${run}/samples/`,
    `/pictures/${run}/samples`,
    `/pictures/${run}/samples/000500.png/more/and/more`,
    `/pictures/${run}/..%2fsamples/000500.png`,
    `/pictures/${run}/checkpoints/000500.png`,
    '/pictures/one/samples/000500.png',
    '/pictures/..%2fone/samples/000500.png',
    '/pictures/__proto__/samples/000500.png',
    '/live/runs/..%2fone',
    '/live/runs/constructor',
    '/live/studies/one',
    '/live/nothing',
    `/reports/${run}`,
    '/main.js/..',
    '/dist/index.js',
  ])('has nothing at %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body.toString()).toBe('There is nothing here.\n');
  });

  it('takes no address that is none', async () => {
    expect(await statusOf('/%zz')).toBe(400);
  });

  it('follows no link out of the folder', async () => {
    expect(await statusOf(`/pictures/${run}/samples/000900.png`)).toBe(404);
    expect(await statusOf(`/pictures/${idOf('two')}/samples/000500.png`)).toBe(404);
    expect(await statusOf(`/pictures/${idOf('linked')}/samples/000500.png`)).toBe(404);
  });

  it('listens to this machine alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const outcome = await new Promise((resolve) => {
        const socket = connect({ host: address, port, timeout: 2000 });
        socket.on('connect', () => resolve('connected'));
        socket.on('error', () => resolve('refused'));
        socket.on('timeout', () => resolve('refused'));
      });
      expect(outcome).toBe('refused');
    }
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
  });

  it('says when its folder is not there or its port is taken', async () => {
    await expect(serveUi({ folder: join(root, 'missing') })).rejects.toMatchObject({ code: 'UI_NO_FOLDER' });
    await expect(serveUi({ folder: root, port })).rejects.toMatchObject({ code: 'UI_PORT_TAKEN', path: '--port' });
  });
});
