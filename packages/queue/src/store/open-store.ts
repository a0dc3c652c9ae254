import { folderStore } from './folder-store.ts';
import { s3Store } from './s3-store.ts';
import type { Store } from './store.ts';

/** A folder, or `s3://bucket/prefix?endpoint=…`. @throws GanregError QUEUE_STORE, QUEUE_STORE_CLIENT */
export const openStore = async (where: string): Promise<Store> =>
  where.startsWith('s3://') ? s3Store(where) : folderStore(where);
