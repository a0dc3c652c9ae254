import { describe, expect, it } from 'vitest';
import { readPayload, type TrialPayload } from '../../packages/queue/src/payload.ts';
import { storeKey } from '../../packages/queue/src/store/store.ts';
import { payloadOf } from './support.ts';

const store = '6f0f6b0e-0d3c-4f0b-9a43-0c1c2f8f9f10';
const received = (change: Partial<Record<keyof TrialPayload, unknown>>): unknown =>
  JSON.parse(JSON.stringify({ ...payloadOf(store), ...change }));

describe('what comes over the queue', () => {
  it('is a trial when it is one', () => {
    expect(readPayload(received({}))).toEqual(payloadOf(store));
  });

  it.each([
    ['nothing', undefined],
    ['something else', { hello: 'world' }],
    ['another format', received({ format: 2 })],
    ['more than a trial', received({ extra: 1 } as never)],
    ['a store without a name', received({ store: '../x' })],
    ['a place above the store', received({ study: '..', trial: '../../etc' })],
    ['an absolute place', received({ study: '/etc', trial: '/etc/passwd' })],
    ['a drive', received({ study: 'C:', trial: 'C:/x' })],
    ['a trial of another study', received({ trial: 'other/arm/1' })],
    ['a configuration with an unknown key', received({ input: { pluginz: [] } })],
    ['a configuration of wrong types', received({ input: { seed: 'one' } })],
    ['an unknown metric', received({ evaluation: { ...payloadOf(store).evaluation, metrics: ['rm -rf'] } })],
    ['an unknown feature space', received({ evaluation: { ...payloadOf(store).evaluation, spaces: [{ use: 'x' }] } })],
  ])('is refused when it is %s', (_, data) => {
    expect(() => readPayload(data)).toThrow(expect.objectContaining({ code: 'QUEUE_PAYLOAD' }));
  });

  it.each([
    ['plugins[0].use', { plugins: ['../evil.ts'] }],
    ['plugins[0].use', { plugins: [{ use: '/tmp/evil.ts' }] }],
    ['plugins[0].use', { plugins: ['name/../../../tmp/evil'] }],
    ['plugins[0].use', { plugins: ['file:///tmp/evil.js'] }],
    ['plugins[0].use', { plugins: [String.raw`C:\evil.ts`] }],
    ['data.path', { data: { use: 'folder', path: '/home' } }],
    ['data.path', { data: { use: 'folder', path: 'images/../../..' } }],
    ['perceptual.path', { perceptual: { use: 'tfjs', path: '~/model.json' } }],
    ['run.folder', { run: { folder: '/etc' } }],
  ])('is refused when %s leads out of the project: %j', (path, input) => {
    expect(() => readPayload(received({ input }))).toThrow(expect.objectContaining({ code: 'QUEUE_OUTSIDE', path }));
  });

  it('may name files of the project', () => {
    const input = { plugins: ['./my-plugin.ts', 'plugins/other.ts', '@scope/plugin', 'recipe:ours-star'] };
    expect(readPayload(received({ input })).input).toEqual(input);
  });
});

describe('a place in the store', () => {
  it.each(['', '.', '..', 'a/..', 'a//b', '/a', String.raw`a\b`, 'a\0b', 'C:/a'])('is never %j', (key) => {
    expect(() => storeKey(key)).toThrow(expect.objectContaining({ code: 'QUEUE_PAYLOAD' }));
  });
});
