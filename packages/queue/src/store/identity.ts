import { randomUUID } from 'node:crypto';
import type { Store } from './store.ts';

const file = '.ganreg-store';

/** Names a store, so that a worker notices that it was given another one. Nothing for a store that no study has used. */
export const identityOf = async (store: Store): Promise<string | undefined> => {
  const content = await store.read(file);
  return content === undefined ? undefined : Buffer.from(content).toString('utf8').trim();
};

/** The store's name, given now if it has none. */
export const identify = async (store: Store): Promise<string> => {
  const known = await identityOf(store);
  if (known !== undefined) return known;
  await store.write(file, Buffer.from(`${randomUUID()}\n`));
  return (await identityOf(store)) ?? '';
};
