import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Appends to a file without ever making its caller wait: what comes within a moment is written together. */
export interface Appender {
  readonly add: (content: string | Uint8Array) => void;
  /** Everything that was added is written, or an error was reported. */
  readonly close: () => Promise<void>;
}

const moment = 1000;

/** @param ready what must have happened before the first write */
export const appender = (file: string, ready: Promise<void>, report: (problem: unknown) => void): Appender => {
  let waiting: Uint8Array[] = [];
  let writing: Promise<unknown> = ready.then(() => mkdir(dirname(file), { recursive: true }));
  writing.catch(report);
  const write = async (): Promise<void> => {
    const content = Buffer.concat(waiting);
    waiting = [];
    if (content.length > 0) await appendFile(file, content);
  };
  const flush = (): Promise<unknown> => {
    writing = writing.then(write);
    writing.catch(report);
    return writing;
  };
  const timer = setInterval(() => {
    if (waiting.length > 0) void flush().catch(() => undefined);
  }, moment);
  timer.unref();
  return {
    add: (content) => {
      waiting.push(Buffer.from(content));
    },
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
};
