const block = 512;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replace(/\0.*$/su, '');

/** Regular files of an unpacked tar archive (POSIX ustar, as npm packs) by path. The bytes are windows into the archive. */
export function readTar(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + block <= archive.length && archive[at] !== 0;) {
    const header = archive.subarray(at, at + block);
    const size = Number.parseInt(text(header.subarray(124, 136)), 8) || 0;
    const [name, prefix] = [text(header.subarray(0, 100)), text(header.subarray(345, 500))];
    const regular = header[156] === 0 || header[156] === 0x30;
    const end = at + block + size;
    if (regular && end <= archive.length)
      files.set(prefix === '' ? name : `${prefix}/${name}`, archive.subarray(at + block, end));
    at = at + block + Math.ceil(size / block) * block;
  }
  return files;
}
