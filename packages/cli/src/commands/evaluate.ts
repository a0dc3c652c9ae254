import { metricNames, type MetricName } from '@ganreg/core';
import type { EvaluatedSpace } from '@ganreg/study/evaluate';
import { InvalidArgumentError } from 'commander';
import { catalogueFor } from '../load.ts';
import { grouped, table } from '../terminal/table.ts';

export interface EvaluateOptions {
  readonly against?: string;
  readonly count?: number;
  readonly reference?: number;
  readonly samplings?: number;
  readonly metrics?: readonly MetricName[];
  readonly space?: readonly string[];
  readonly resolution?: number;
  readonly lossy?: boolean;
  readonly json?: boolean;
}

/** `fd,kid` → those metrics. */
export const metricList = (text: string): readonly MetricName[] =>
  text.split(',').map((part) => {
    const found = metricNames.find((name) => name === part.trim());
    if (found === undefined) throw new InvalidArgumentError(`metrics are ${metricNames.join(', ')}`);
    return found;
  });

const digits = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(5)).toString());

const short = (hash: string): string => hash.slice(0, 12);

const shown = ({ protocol, protocolHash, metrics }: EvaluatedSpace): string => {
  const several = metrics.some(({ values }) => values.length > 1);
  const rows = metrics.map(({ metric, value, values, floor, better }) => [
    metric === 'fd' && protocol.fid === true ? 'FID' : metric,
    digits(value),
    ...(several ? [`${digits(Math.min(...values))} to ${digits(Math.max(...values))}`] : []),
    digits(floor),
    better,
  ]);
  const { space, weightsHash, samples, reference, floor, resize, quantised, neighbours, engine } = protocol;
  return [
    table(['metric', 'value', ...(several ? ['samplings'] : []), 'real against real', 'better'], rows),
    '',
    `space      ${space}, weights ${short(weightsHash)}; ${resize}; ${quantised === 'uint8' ? 'bytes' : 'not quantised'}`,
    `samples    ${grouped(samples)}; neighbours ${neighbours.precisionRecall} (precision, recall), ${neighbours.densityCoverage} (density, coverage)`,
    `reference  ${reference.name}, ${grouped(reference.count)}, ${short(reference.hash)}`,
    `floor      ${floor === null ? 'none: too few real images to hold some out' : `${floor.name}, ${grouped(floor.count)}, ${short(floor.hash)}`}`,
    `protocol   ${protocolHash} on ${engine}; compare only with numbers of the same`,
  ].join('\n');
};

/** `ganreg evaluate <run|checkpoint|folder>` */
export const evaluate = async (path: string, { space, json, ...options }: EvaluateOptions): Promise<void> => {
  const { evaluate: measure } = await import('@ganreg/study/evaluate');
  const found = await measure({ path, catalogueFor, spaces: space, ...options });
  process.stdout.write(
    json === true
      ? `${JSON.stringify(found, undefined, 2)}\n`
      : `${found.subject}\n\n${found.spaces.map(shown).join('\n\n')}\n`,
  );
};
