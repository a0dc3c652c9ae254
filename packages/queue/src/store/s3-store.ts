import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { S3mini } from 's3mini';
import { storeNeedsClient, storeUrl } from '../errors.ts';
import { storeKey, type Store } from './store.ts';

/** The optional package, installed beside this one or in the project. @throws GanregError QUEUE_STORE_CLIENT */
const loadClient = async (): Promise<typeof S3mini> => {
  try {
    return (await import('s3mini')).S3mini;
  } catch {
    try {
      const entry = createRequire(join(process.cwd(), 'package.json')).resolve('s3mini');
      return ((await import(pathToFileURL(entry).href)) as { readonly S3mini: typeof S3mini }).S3mini;
    } catch (error) {
      throw storeNeedsClient(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
};

/** Where and as whom, from the URL and the variables that every S3 client reads. @throws GanregError QUEUE_STORE */
const settingsOf = (text: string) => {
  const url = new URL(text);
  const { env } = process;
  const endpoint = url.searchParams.get('endpoint') ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
  const region = url.searchParams.get('region') ?? env['AWS_REGION'] ?? 'us-east-1';
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw storeUrl(text, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  const server = endpoint ?? `https://s3.${region}.amazonaws.com`;
  return {
    prefix: url.pathname.replaceAll(/^\/+|\/+$/gu, ''),
    client: { accessKeyId, secretAccessKey, region, endpoint: `${server.replace(/\/+$/u, '')}/${url.hostname}` },
  };
};

/** A bucket, or a part of one. @param url `s3://bucket/prefix?endpoint=…&region=…` */
export const s3Store = async (url: string): Promise<Store> => {
  const settings = settingsOf(url);
  const Client = await loadClient();
  const client = new Client(settings.client);
  const at = (key: string): string => (settings.prefix === '' ? storeKey(key) : `${settings.prefix}/${storeKey(key)}`);
  return {
    name: url,
    list: async (key) => {
      const below = `${at(key)}/`;
      const found = (await client.listObjects('/', below)) ?? [];
      return found.map(({ Key, Size }) => ({ name: Key.slice(below.length), size: Size }));
    },
    read: async (key) => {
      const content = await client.getObjectArrayBuffer(at(key));
      return content === null ? undefined : new Uint8Array(content);
    },
    write: async (key, content) => {
      const answer = await client.putAnyObject(at(key), content);
      if (!answer.ok) throw storeUrl(url, `it answered ${answer.status}`);
    },
    remove: async (key) => {
      await client.deleteObject(at(key));
    },
    keyOf: () => undefined,
  };
};
