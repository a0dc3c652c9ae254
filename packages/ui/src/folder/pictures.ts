import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inside } from './inside.ts';

/** Kinds of pictures that a run keeps, each in a folder of that name. */
export const pictureKinds = ['samples', 'reconstructions'] as const;
export type PictureKind = (typeof pictureKinds)[number];

export const isPictureKind = (text: string | undefined): text is PictureKind =>
  pictureKinds.some((kind) => kind === text);

const pictureName = /^\d{6,}\.(?:png|svg)$/u;

/** Names of a run's pictures, by step. */
export const picturesOf = async (root: string, run: string, kind: PictureKind): Promise<readonly string[]> => {
  const folder = await inside(root, join(run, kind));
  if (folder === undefined) return [];
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pictureName.test(name))
    .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
};

/** One of the pictures that {@link picturesOf} lists; nothing for any other name. */
export const readPicture = async (
  root: string,
  run: string,
  kind: PictureKind,
  name: string,
): Promise<Buffer | undefined> => {
  if (!(await picturesOf(root, run, kind)).includes(name)) return undefined;
  const file = await inside(root, join(run, kind, name));
  return file === undefined ? undefined : readFile(file).catch(() => undefined);
};
