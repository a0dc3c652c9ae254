import { spawnSync } from 'node:child_process';

/** Milliseconds of one run: on the clock, and of the processor, which a busy machine disturbs less. */
export type Sample = readonly [clock: number, processor: number];

/** The least of all rounds. */
export interface Times {
  readonly clock: number;
  readonly processor: number;
}

type Command = readonly [command: string, ...args: string[]];

/**
 * Runs variants in child processes, alternating so that a busy machine slows all of them alike. Each child prints its samples
 * as one JSON array on its last line.
 */
export function alternate<Name extends string>(
  variants: Readonly<Partial<Record<Name, Command>>>,
  rounds: number,
  environment: Readonly<Record<string, string>> = {},
): Record<Name, Times> {
  const names = Object.keys(variants) as Name[];
  const samples = new Map<Name, Sample[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) samples.get(name)?.push(...runChild(name, variants[name] ?? ['false'], environment));
  const least = names.map((name): [Name, Times] => {
    const all = samples.get(name) ?? [];
    return [
      name,
      {
        clock: Math.min(...all.map(([clock]) => clock)),
        processor: Math.min(...all.map(([, processor]) => processor)),
      },
    ];
  });
  return Object.fromEntries(least) as Record<Name, Times>;
}

function runChild(name: string, [command, ...args]: Command, environment: Readonly<Record<string, string>>): Sample[] {
  const child = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...environment } });
  if (child.status !== 0) throw new Error(`${name} failed: ${child.stderr || child.error?.message}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '[]') as Sample[];
}

/** Times `run` as a sample. */
export async function sample(run: () => Promise<void>): Promise<Sample> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return [performance.now() - start, (user + system) / 1000];
}

export function report(
  title: string,
  times: Readonly<Record<string, Times>>,
  [subject, base]: readonly [string, string],
): void {
  console.log(title);
  for (const [name, { clock, processor }] of Object.entries(times))
    console.log(
      `  ${name.padEnd(34)}${clock.toFixed(0).padStart(6)} ms, processor ${processor.toFixed(0).padStart(6)} ms`,
    );
  const ratio = (kind: keyof Times): string =>
    ((times[base]?.[kind] ?? Number.NaN) / (times[subject]?.[kind] ?? Number.NaN)).toFixed(2);
  console.log(`  ${base} ÷ ${subject}: ${ratio('clock')} by the clock, ${ratio('processor')} of the processor`);
}
