import type { Dataset } from '@ganreg/core';
import type { Clause } from '../clause.ts';
import { broken } from '../contract-error.ts';

const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((value, place) => value === other[place]);

const some = ({ count }: Dataset): readonly number[] => [...new Set([0, Math.floor(count / 2), count - 1])];

/** What every set of images must keep, by name. */
export const datasetChecks = {
  describesItself: {
    title: 'says how many images of which size it holds',
    run: ({ count, height, width, channels, name }) => {
      for (const [what, value] of Object.entries({ count, height, width }))
        if (!Number.isInteger(value) || value < 1)
          throw broken(`Its ${what} is ${value}.`, 'It must be a whole number, 1 or more.');
      if (channels !== 1 && channels !== 3)
        throw broken(`Its images have ${channels} channels.`, 'Give grey (1) or RGB (3).');
      if (name === '') throw broken('It has no name.', 'Name it: runs and reports are read by people.');
    },
  },
  givesImages: {
    title: 'gives every image as bytes of that size',
    run: (dataset) => {
      const size = dataset.height * dataset.width * dataset.channels;
      for (const index of some(dataset)) {
        const image: unknown = dataset.image(index);
        if (!(image instanceof Uint8Array) || image.length !== size)
          throw broken(
            `image(${index}) is not ${size} bytes.`,
            'Return a Uint8Array, row-major [height, width, channels], 0 to 255.',
          );
      }
    },
  },
  doesNotChange: {
    title: 'gives the same bytes whenever it is asked',
    run: (dataset) => {
      const before = some(dataset).map((index) => Uint8Array.from(dataset.image(index)));
      const after = some(dataset).map((index) => dataset.image(index));
      const index = before.findIndex((image, place) => !same(image, after[place] ?? new Uint8Array()));
      if (index >= 0)
        throw broken(
          `image(${some(dataset)[index]}) changed between two calls.`,
          'Augment in a plugin, where draws are seeded; the data stays what it is.',
        );
    },
  },
  keepsItsBounds: {
    title: 'refuses an index outside its images',
    run: (dataset) => {
      for (const index of [-1, dataset.count, 0.5]) {
        try {
          dataset.image(index);
        } catch (error) {
          if (error instanceof RangeError) continue;
          throw broken(`image(${index}) throws ${String(error)}.`, 'Throw a RangeError.', error);
        }
        throw broken(`image(${index}) gives something.`, `Throw a RangeError outside 0 … ${dataset.count - 1}.`);
      }
    },
  },
  hasAHash: {
    title: 'has a hash of its content',
    run: ({ hash }) => {
      if (!/^[0-9a-f]{64}$/u.test(hash))
        throw broken(
          `Its hash is ${JSON.stringify(hash)}.`,
          'Give the SHA-256 over shape and pixels in hex: a resumed run compares it.',
        );
    },
  },
} as const satisfies Readonly<Record<string, Clause<Dataset>>>;
