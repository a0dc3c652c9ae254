import { badKey } from '../errors.ts';

/** A file of a store. */
export interface StoredFile {
  /** Below the key that was listed, with `/` between folders. */
  readonly name: string;
  readonly size: number;
}

/** Where all hosts of a study leave what they have made. A file is written whole or not at all; the last writer wins. */
export interface Store {
  /** To be shown. */
  readonly name: string;
  /** Files below a key; none when there is nothing. */
  readonly list: (key: string) => Promise<readonly StoredFile[]>;
  /** Nothing when there is no such file. */
  readonly read: (key: string) => Promise<Uint8Array | undefined>;
  readonly write: (key: string, content: Uint8Array) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
  /** The key of a folder of this host that lies in the store. */
  readonly keyOf: (folder: string) => string | undefined;
}

/** Whether a key means something below the store wherever the store is. */
export const staysInside = (key: string): boolean =>
  key.split('/').every((part) => part !== '' && part !== '.' && part !== '..') &&
  // eslint-disable-next-line no-control-regex -- what no file name may hold
  !/[\\:\u0000-\u001F]/u.test(key);

/** @throws GanregError QUEUE_PAYLOAD for a key that leads out of the store */
export const storeKey = (...parts: readonly string[]): string => {
  const key = parts.join('/');
  if (!staysInside(key)) throw badKey(key);
  return key;
};
