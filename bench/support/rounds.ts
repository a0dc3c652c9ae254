import { spawnSync } from 'node:child_process';

/** Milliseconds of one variant over all rounds. */
export interface Times {
  readonly minimum: number;
  readonly median: number;
}

/**
 * Runs variants in child processes, alternating so that a busy machine slows all of them alike. Each child prints its times in
 * milliseconds as one JSON array on its last line.
 */
export function alternate<Name extends string>(
  variants: Readonly<Record<Name, readonly [command: string, ...args: string[]]>>,
  rounds: number,
  environment: Readonly<Record<string, string>> = {},
): Record<Name, Times> {
  const names = Object.keys(variants) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const [command, ...args] = variants[name];
      const child = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...environment } });
      if (child.status !== 0) throw new Error(`${name} failed: ${child.stderr || child.error?.message}`);
      const lastLine = child.stdout.trim().split('\n').at(-1) ?? '[]';
      times.get(name)?.push(...(JSON.parse(lastLine) as number[]));
    }
  const summary = names.map((name): [Name, Times] => [name, summarise(times.get(name) ?? [])]);
  return Object.fromEntries(summary) as Record<Name, Times>;
}

export function summarise(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  return { minimum: sorted[0] ?? Number.NaN, median: sorted[sorted.length >> 1] ?? Number.NaN };
}

export const milliseconds = ({ minimum, median }: Times): string =>
  `${minimum.toFixed(0).padStart(6)} ms (median ${median.toFixed(0)})`;
