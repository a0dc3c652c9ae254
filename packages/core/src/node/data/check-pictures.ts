import { createHash } from 'node:crypto';
import { DataError } from '../../data/errors.ts';
import { decodeImage } from '../images/decode-image.ts';
import type { DataCheck } from './check-data.ts';
import { isGrey } from './open-folder.ts';
import { openPictureFiles } from './picture-files.ts';

/** Decodes every picture of a folder or zip file, and goes on after a broken one. @throws DataError where there is none */
export async function checkPictures(path: string, kind: 'folder' | 'zip'): Promise<DataCheck> {
  const files = await openPictureFiles(path);
  const problems: DataError[] = [];
  const sides: (readonly [number, number])[] = [];
  const seen = new Set<string>();
  let grey = true;
  try {
    for (const name of files.names) {
      try {
        const { width, height, pixels } = await decodeImage(await files.read(name), files.place(name));
        sides.push([width, height]);
        seen.add(`${width} ${createHash('sha256').update(pixels).digest('base64')}`);
        grey &&= isGrey(pixels);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        problems.push(error);
      }
    }
  } finally {
    await files.close();
  }
  const bySize = sides.toSorted((one, other) => one[0] * one[1] - other[0] * other[1]);
  return {
    kind,
    path,
    counts: [sides.length],
    smallest: bySize[0] ?? [0, 0],
    largest: bySize.at(-1) ?? [0, 0],
    channels: grey ? 1 : 3,
    repeated: sides.length - seen.size,
    problems,
    config: `{ use: folder, path: ${path} }`,
  };
}
