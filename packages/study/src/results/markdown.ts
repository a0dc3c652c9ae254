import { protocolName } from '../evaluation/protocol.ts';
import { interval, number, probability, signed } from './numbers.ts';
import type { EffectResult, MetricTable, RowResult, SpaceResult, StudyResults } from './types.ts';

const escape = (text: string): string => text.replaceAll(/[|\\`*_<>[\]]/gu, String.raw`\$&`).replaceAll(/\s+/gu, ' ');

const grid = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** What p can say at this n: with few seeds, nothing. */
export const reach = (attainable: number | null): string =>
  attainable !== null && attainable > 0.05 ? ` (cannot fall below ${probability(attainable)})` : '';

const row = ({ arm, n, lost, mean, sd, interval: spread, trainingSd, samplingSd, difference }: RowResult): string[] => [
  escape(arm),
  lost === 0 ? String(n) : `${n} (${lost} lost)`,
  number(mean),
  number(sd),
  interval(spread),
  `${number(trainingSd)} / ${number(samplingSd)}`,
  difference === null ? 'baseline' : signed(difference.mean),
  difference === null ? '' : interval(difference.interval, signed),
  difference === null ? '' : `${probability(difference.p)}${reach(difference.attainable)}`,
  difference === null ? '' : probability(difference.holm),
  difference === null ? '' : number(difference.improvement),
];

const table = ({ protocol }: SpaceResult, { metric, better, floor, rows, effects }: MetricTable): string => {
  const parts = [
    `### ${escape(protocolName(metric, protocol))}`,
    `${better === 'lower' ? 'Lower' : 'Higher'} is better. Real against real: ${number(floor)}.`,
    grid(
      ['arm', 'n', 'mean', 'sd', '95 %', 'sd training / sampling', 'difference', '95 %', 'p', 'p (Holm)', 'P(better)'],
      rows.map(row),
    ),
  ];
  if (effects !== null) {
    const effect = (each: EffectResult): string[] => [
      escape(each.factors.join(' × ')),
      signed(each.mean),
      interval(each.interval, signed),
      probability(each.p),
      probability(each.holm),
    ];
    parts.push(
      `Main effects (seeds ${effects.seeds.join(', ') || 'none'}):`,
      grid(['factor', 'effect', '95 %', 'p', 'p (Holm)'], effects.main.map(effect)),
      'Interactions, what two do together beyond their sum:',
      grid(
        ['pair', 'interaction', '95 %', 'p', 'p (Holm)', 'verdict', 'not told from'],
        effects.interactions.map((each) => [...effect(each), each.verdict, escape(each.aliases.join(', ')) || '–']),
      ),
    );
  }
  return parts.join('\n\n');
};

/** 1 → once. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** `results.md`. */
export const markdown = (results: StudyResults): string => {
  const { name, arms, seeds, budget, engine, spaces, runs, starts } = results;
  const lost = runs.filter((run) => run.error !== null);
  const missing = runs.filter((run) => run.state === 'unfinished').length;
  const returned = runs.filter((run) => run.rollbacks > 0);
  const unlike = starts.filter((each) => !each.identical);
  return `${[
    `# ${escape(name)}`,
    `${arms.length} arms × ${seeds.length} seeds, ${budget.images} images each (${budget.steps} steps of ${budget.batch}), engine ${engine.name}.`,
    missing === 0 ? '' : `**${missing} of ${runs.length} runs are not finished.**`,
    unlike.length === 0
      ? 'Arms of one seed started from the same bits: weights, first batch, first latents.'
      : `**Arms did not start alike at seed ${unlike.map((each) => each.seed).join(', ')}.**`,
    ...spaces.flatMap((space) => [
      `## ${escape(space.protocol.space)}`,
      `Protocol ${space.protocolHash}: ${space.protocol.samples} samples, ${space.protocol.reference.count} real images (${escape(space.protocol.reference.name)}), ${escape(space.protocol.resize)}, weights ${space.protocol.weightsHash.slice(0, 12)}.`,
      ...space.tables.map((each) => table(space, each)),
    ]),
    returned.length === 0 ? '' : '## Rollbacks',
    ...returned.map(
      (run) =>
        `- ${escape(run.arm)}, seed ${run.seed}: diverged, and went back to a checkpoint ${times(run.rollbacks)}.`,
    ),
    lost.length === 0 ? '' : '## Lost runs',
    ...lost.map(
      (run) =>
        `- ${escape(run.arm)}, seed ${run.seed}: ${run.state} after ${run.step} steps. ${escape(run.error?.message ?? '')}`,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
};
