import { watch, type FSWatcher } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Line } from '../live/traces.ts';
import { inside } from './inside.ts';

/** What the reader of a growing file hears. */
export interface TailListener {
  /** The file was replaced or cut: what was told of it no longer holds. */
  readonly restarted: () => void;
  readonly lines: (lines: readonly Line[]) => void;
}

/** No file is looked at more often than this, in milliseconds. */
const pause = 250;
/** How long a change stays unseen where the system tells of none, and how often it is asked whether it does. */
const poll = 500;
const doubt = 3000;
const portion = 2 ** 20;
/** Bytes that tell a file that goes on from another one of its name and number. */
const compared = 256;

const parsed = (text: string): Line | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'step' in value ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
};

/** Follows a file of JSON lines as it grows, is cut, or is replaced. It may not be there yet. */
export class Tail {
  readonly #root: string;
  readonly #file: string;
  readonly #listener: TailListener;
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #due: NodeJS.Timeout | undefined;
  #busy: Promise<void> | undefined;
  #looked = 0;
  #untold = false;
  #inode = 0;
  #offset = 0;
  #rest = Buffer.alloc(0);
  #last = Buffer.alloc(0);

  constructor(root: string, file: string, listener: TailListener) {
    this.#root = root;
    this.#file = file;
    this.#listener = listener;
    this.#timer = setInterval(() => void this.#poll(), poll);
  }

  /** Reads what is new now. */
  read(): Promise<void> {
    this.#busy ??= this.#advance()
      .catch(() => undefined)
      .finally(() => (this.#busy = undefined));
    return this.#busy;
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#due);
    this.#watcher?.close();
  }

  /** File systems that are shared over a network tell of no changes: found out by looking now and then. */
  async #poll(): Promise<void> {
    const told = this.#watcher !== undefined && !this.#untold;
    if (told && performance.now() - this.#looked < doubt) return;
    const before = this.#offset;
    const due = this.#due !== undefined;
    await this.read();
    if (told && !due && this.#offset !== before) this.#untold = true;
  }

  #deafen(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #listen(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(dirname(this.#file), { persistent: false }, () => {
        this.#due ??= setTimeout(() => {
          this.#due = undefined;
          void this.read();
        }, pause);
      });
      this.#watcher.on('error', () => this.#deafen());
    } catch {
      // no such folder yet, or no watches left: the timer looks
    }
  }

  #restart(inode: number): void {
    if (this.#offset > 0) this.#listener.restarted();
    [this.#inode, this.#offset, this.#rest, this.#last] = [inode, 0, Buffer.alloc(0), Buffer.alloc(0)];
  }

  async #advance(): Promise<void> {
    this.#looked = performance.now();
    this.#listen();
    const file = await inside(this.#root, this.#file);
    // its folder may be another one by the time that it is there
    if (file === undefined) return this.#deafen();
    const { ino, size } = await stat(file);
    if (ino !== this.#inode || size < this.#offset) this.#restart(ino);
    if (size === this.#offset) return;
    const handle = await open(file);
    try {
      if (!(await this.#goesOn(handle))) this.#restart(ino);
      while (this.#offset < size) {
        const buffer = Buffer.alloc(Math.min(portion, size - this.#offset));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#offset);
        if (bytesRead === 0) break;
        this.#offset += bytesRead;
        this.#take(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  }

  /** Whether what was read last is still there: a new file may have the number of one that was removed. */
  async #goesOn(handle: FileHandle): Promise<boolean> {
    const before = Buffer.alloc(this.#last.length);
    await handle.read(before, 0, before.length, this.#offset - before.length);
    return before.equals(this.#last);
  }

  #take(bytes: Buffer): void {
    const all = Buffer.concat([this.#rest, bytes]);
    this.#last = Buffer.from(all.subarray(-compared));
    const end = all.lastIndexOf(0x0a) + 1;
    this.#rest = all.subarray(end);
    const lines = all
      .toString('utf8', 0, end)
      .split('\n')
      .flatMap((text) => (text === '' ? [] : (parsed(text) ?? [])));
    if (lines.length > 0) this.#listener.lines(lines);
  }
}
