import { readFile, stat } from 'node:fs/promises';
import { inside } from './inside.ts';

interface Known {
  readonly changed: number;
  readonly value: unknown;
}

/** Reads JSON files, and reads a file again only after it has changed. */
export class Remembered {
  readonly #root: string;
  readonly #known = new Map<string, Known>();

  constructor(root: string) {
    this.#root = root;
  }

  /** What a file says; nothing if it is not there, not JSON, or leads out of the folder. */
  async json<Content>(path: string): Promise<Content | undefined> {
    try {
      const file = await inside(this.#root, path);
      if (file === undefined) return undefined;
      const changed = (await stat(file)).mtimeMs;
      const known = this.#known.get(path);
      if (known?.changed === changed) return known.value as Content;
      const value: unknown = JSON.parse(await readFile(file, 'utf8'));
      this.#known.set(path, { changed, value });
      return value as Content;
    } catch {
      return undefined;
    }
  }
}
