import { protocolName } from '../../evaluation/protocol.ts';
import { interval, probability, signed } from '../../results/numbers.ts';
import type { MetricTable, SpaceResult } from '../../results/types.ts';
import { markup, type Markup } from '../markup.ts';
import type { Material } from '../material.ts';
import { curvePlot, type Band } from '../plots/curves.ts';
import { forestPlot } from '../plots/forest.ts';
import { metricId, metricTitle } from '../wording.ts';
import { effectsPart } from './effects.ts';
import { resultTable } from './table.ts';

const bandsOf = (
  { results }: Material,
  space: string,
  metric: MetricTable['metric'],
  at: (run: { readonly arm: string; readonly seed: number }, step: number, images: number) => number | undefined,
): readonly Band[] =>
  results.arms.map(({ name }, arm) => {
    const runs = results.runs.filter((run) => run.arm === name);
    const steps = [...new Set(runs.flatMap((run) => run.curve.map((point) => point.step)))].toSorted((a, b) => a - b);
    const points = steps.flatMap((step) => {
      const there = runs.flatMap((run) => {
        const point = run.curve.find((each) => each.step === step);
        const value = point?.values[space]?.[metric];
        const x = point === undefined ? undefined : at(run, step, point.images);
        return value === undefined || x === undefined ? [] : [{ x, value }];
      });
      if (there.length === 0) return [];
      const x = there.reduce((sum, each) => sum + each.x, 0) / there.length;
      return [{ x, values: there.map((each) => each.value) }];
    });
    return { arm, points };
  });

const forest = ({ rows, better }: MetricTable, title: string, baseline: string): Markup => {
  const compared = rows.flatMap((row, arm) => {
    const { difference } = row;
    if (difference === null) return [];
    const text = `${signed(difference.mean)} ${interval(difference.interval, signed)}  p ${probability(difference.p)}`;
    const points = difference.bySeed.map((each) => each.difference);
    return [{ name: row.arm, arm, mean: difference.mean, interval: difference.interval, points, text }];
  });
  const [left, right] = better === 'lower' ? ['better', 'worse'] : ['worse', 'better'];
  return forestPlot(
    `Paired differences of ${title} to ${baseline}, with 95 % intervals; the same numbers are in the table`,
    compared,
    { left: left ?? '', right: right ?? '' },
    `difference to “${baseline}”`,
  );
};

/** One metric in one space: table, differences, curves and effects. */
export const metricSection = (material: Material, space: SpaceResult, index: number, table: MetricTable): Markup => {
  const { results } = material;
  const { protocol } = space;
  const title = metricTitle(table, protocol);
  const name = protocolName(table.metric, protocol);
  const { timings } = results;
  const bySteps = bandsOf(material, protocol.space, table.metric, (_, __, images) => images);
  const bySeconds = bandsOf(
    material,
    protocol.space,
    table.metric,
    ({ arm, seed }, step) =>
      timings.runs.find((run) => run.arm === arm && run.seed === seed)?.curve.find((point) => point.step === step)
        ?.seconds,
  );
  const curves = { y: title, floor: table.floor };
  return markup`<section class="metric" id="${metricId(index, table)}" aria-labelledby="${metricId(index, table)}-title">
    <h3 id="${metricId(index, table)}-title">${title} <code>${name}</code></h3>
    ${resultTable(table, `${title} of every arm`)}
    <figure>
      <figcaption>
        Paired differences to “${results.baseline}”: square, mean; line, 95 % interval; dots, seeds
      </figcaption>
      ${forest(table, title, results.baseline)}
    </figure>
    <div class="pair">
      <figure>
        <figcaption>After equally many images; bands reach from the lowest seed to the highest</figcaption>
        ${curvePlot({ ...curves, x: 'images', bands: bySteps, label: `${title} against images for every arm` })}
      </figure>
      <figure>
        <figcaption>After equally many seconds of training</figcaption>
        ${curvePlot({ ...curves, x: 'seconds', bands: bySeconds, label: `${title} against seconds of training for every arm` })}
      </figure>
    </div>
    ${effectsPart(table, title)}
  </section>`;
};
