import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EngineName } from './names.ts';
import type { Speed } from './speed.ts';

/** What a child process found out about an engine. */
export type Probe =
  | {
      readonly works: true;
      readonly threads: number;
      readonly note?: string;
      readonly versions: Readonly<Record<string, string>>;
      readonly speed?: Speed;
    }
  | {
      readonly works: false;
      readonly why: string;
      /** It ran out of time or memory, which may be the machine's business of the moment. */
      readonly passing?: boolean;
    };

/** Long enough for a GPU library to load its kernels, short enough to wait for. */
const limitMilliseconds = 60_000;

/**
 * Starts an engine in a process of its own and checks its arithmetic there: a missing library, a wrong processor instruction or a
 * driver that hangs cannot harm the process that asks.
 */
export function probe(
  name: Exclude<EngineName, 'auto'>,
  wanted: 'numbers' | 'speed' = 'numbers',
  limit = limitMilliseconds,
): Probe {
  const script = childScript();
  if (!existsSync(script)) return { works: false, why: `${script} is missing: build @ganreg/numerics first.` };
  const child = spawnSync(process.execPath, [script, name, wanted], {
    encoding: 'utf8',
    timeout: limit,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  const found = parse(child.stdout);
  if (found) return found;
  const reason = child.error?.message ?? child.signal ?? lastLine(child.stderr) ?? `exit status ${child.status}`;
  const passing = child.error !== undefined || child.signal === 'SIGKILL';
  return { works: false, why: `its trial run ended with ${reason}`, ...(passing && { passing }) };
}

/** The compiled child also when this module runs from its sources, as in tests. */
function childScript(): string {
  const compiled = import.meta.url.replace('/numerics/src/', '/numerics/dist/');
  return fileURLToPath(new URL('./probe-child.js', compiled));
}

function parse(output: string): Probe | undefined {
  const line = lastLine(output);
  if (!line?.startsWith('{')) return undefined;
  const found: unknown = JSON.parse(line);
  return typeof found === 'object' && found !== null && 'works' in found ? (found as Probe) : undefined;
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
