import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a child process has printed so far, and how it ended. */
export interface Followed {
  /** Whole lines of its output. */
  readonly lines: readonly string[];
  readonly complaints: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<unknown>;
  /** Waits until enough has been printed, or for the end. */
  readonly until: (enough: () => boolean) => Promise<void>;
}

export const follow = (child: ChildProcess): Followed => {
  const lines: string[] = [];
  let rest = '';
  let complaints = '';
  let look = (): void => undefined;
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    look();
  });
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]: readonly unknown[]) => signal ?? code);
  return {
    lines,
    complaints: () => complaints,
    ended,
    until: async (enough) => {
      const seen = new Promise<void>((resolve) => {
        look = () => {
          if (enough()) resolve();
        };
        look();
      });
      await Promise.race([seen, ended]);
    },
  };
};
