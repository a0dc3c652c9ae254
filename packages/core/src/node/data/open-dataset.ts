import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../data/errors.ts';
import { cachedData } from './cache-folder.ts';
import { knownSet, type FetchableName } from './fetch/known-sets.ts';
import { openCifar10 } from './open-cifar10.ts';
import { openEmbedded } from './open-embedded.ts';
import { openFolder } from './open-folder.ts';
import { openIdx, type Split } from './open-idx.ts';
import { openNpy } from './open-npy.ts';

export type NamedDataset = 'embedded' | FetchableName;

/** What the configuration's `data:` may say. */
export type DatasetSpec =
  | NamedDataset
  | { readonly use: NamedDataset }
  | { readonly use: 'folder' | 'idx' | 'npy'; readonly path: string };

export interface OpenDatasetOptions {
  /** Side that a folder's images are brought to; other sets keep their size. */
  readonly resolution?: number;
  /** Official split of the named sets and of an IDX folder. Default `train`. */
  readonly split?: Split;
  /** Folders in which a folder `mnist`, `fashion-mnist` or `cifar10` is looked for. Default `data` below the working directory. */
  readonly folders?: readonly string[];
  /** Where `ganreg data fetch` puts sets. */
  readonly cache?: string;
}

const openers: Readonly<Record<FetchableName, (path: string, split: Split) => Promise<Dataset>>> = {
  mnist: (path, split) => openIdx(path, { name: title('mnist', split), licence: 'CC-BY-SA-3.0', split }),
  'fashion-mnist': (path, split) => openIdx(path, { name: title('fashion-mnist', split), licence: 'MIT', split }),
  cifar10: openCifar10,
};

/** Where system packages put a set. */
const installed: Readonly<Partial<Record<string, string>>> = { 'fashion-mnist': '/usr/share/datasets/fashion-mnist' };

function title(name: string, split: Split): string {
  return split === 'train' ? name : `${name} (test)`;
}

/** The folder that a named set lies in, the user's own before fetched and installed ones; nothing where there is none. */
export async function findDataset(
  name: string,
  { folders = ['data'], cache = cachedData() }: Pick<OpenDatasetOptions, 'folders' | 'cache'> = {},
): Promise<{ readonly place: string | undefined; readonly looked: readonly string[] }> {
  const system = installed[name];
  const looked = [
    ...[...folders, cache].map((folder) => join(folder, name)),
    ...(system === undefined ? [] : [system]),
  ];
  for (const place of looked) {
    if (await exists(place)) return { place, looked };
  }
  return { place: undefined, looked };
}

/** Opens what a configuration names. Throws a `DataError` that says how to get a set that is not there. */
export async function openDataset(spec: DatasetSpec, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const { resolution, split = 'train' } = options;
  if (typeof spec !== 'string' && 'path' in spec) {
    if (spec.use === 'folder') return openFolder(spec.path, resolution === undefined ? {} : { resolution });
    return spec.use === 'npy' ? openNpy(spec.path) : openIdx(spec.path, { split });
  }
  const name = typeof spec === 'string' ? spec : spec.use;
  if (name === 'embedded') return openEmbedded(split);
  const { place, looked } = await findDataset(name, options);
  if (place !== undefined) return openers[name](place, split);
  const { files } = knownSet(name);
  const path = resolve(looked[0] ?? name);
  throw new DataError({
    code: 'DATA_NOT_FETCHED',
    path,
    message: `${name} is not on this machine (looked in ${looked.join(', ')})`,
    hint: `run \`ganreg data fetch ${name}\`, or put its files (${files[0]?.name} …) into ${path}, or use "embedded"`,
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
