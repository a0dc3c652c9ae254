import type { StudyResults } from './types.ts';

const field = (value: string | number): string =>
  typeof value === 'number' || !/[",\n\r]/u.test(value) ? String(value) : `"${value.replaceAll('"', '""')}"`;

/** `results.csv`: one line per arm, seed, sampling, space and metric, and one for each run without numbers. */
export const csv = ({ runs, spaces }: StudyResults): string => {
  const lines: (readonly (string | number)[])[] = [
    ['arm', 'seed', 'state', 'step', 'space', 'metric', 'sampling', 'value', 'protocol', 'rollbacks'],
  ];
  for (const { arm, seed, state, step, rollbacks, samplings } of runs) {
    if (samplings.length === 0) lines.push([arm, seed, state, step, '', '', '', '', '', rollbacks]);
    for (const [sampling, values] of samplings.entries())
      for (const { protocol, protocolHash, tables } of spaces)
        for (const { metric } of tables) {
          const value = values[protocol.space]?.[metric];
          if (value !== undefined)
            lines.push([arm, seed, state, step, protocol.space, metric, sampling, value, protocolHash, rollbacks]);
        }
  }
  return lines.map((line) => `${line.map(field).join(',')}\n`).join('');
};
