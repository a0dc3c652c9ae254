import { markup, type Markup } from '../markup.ts';
import type { Material } from '../material.ts';
import { grouped } from '../wording.ts';

const notices = ({ results }: Material): readonly Markup[] => {
  const { runs, seeds, starts, baseline, spaces } = results;
  const unfinished = runs.filter((run) => run.state === 'unfinished').length;
  const lost = runs.filter((run) => run.state === 'failed' || run.state === 'diverged').length;
  const unlike = starts.filter((start) => !start.identical).map((start) => start.seed);
  const attainable = Math.min(
    1,
    ...spaces.flatMap(({ tables }) =>
      tables.flatMap(({ rows }) => rows.flatMap(({ difference }) => difference?.attainable ?? [])),
    ),
  );
  return [
    ...(unfinished > 0
      ? [
          markup`<p class="notice">
            ${unfinished} of ${runs.length} runs are not finished yet. Run <code>ganreg study</code> again to go on.
          </p>`,
        ]
      : []),
    ...(lost > 0
      ? [
          markup`<p class="notice">
            ${lost} of ${runs.length} runs failed or diverged. They are counted as lost in every table and listed under
            <a href="#lost">Lost runs</a>.
          </p>`,
        ]
      : []),
    ...(unlike.length > 0
      ? [
          markup`<p class="notice">
            Arms did not start from the same bits at seed ${unlike.join(', ')}: their differences are not paired.
          </p>`,
        ]
      : []),
    ...(attainable > 0.05
      ? [
          markup`<p class="notice">
            With ${seeds.length} seeds no p value can fall below ${attainable}. Read intervals against “${baseline}”,
            not stars; six seeds are the least for p &lt; 0.05.
          </p>`,
        ]
      : []),
  ];
};

/** What was compared, and what a reader must know before reading on. */
export const summarySection = (material: Material): Markup => {
  const { arms, seeds, budget, engine, environment, baseline, starts } = material.results;
  const same = starts.length > 0 && starts.every((start) => start.identical && start.arms > 1);
  return markup`<dl class="facts">
      <div>
        <dt>Arms</dt>
        <dd>${arms.length}, compared with “${baseline}”</dd>
      </div>
      <div>
        <dt>Seeds</dt>
        <dd>${seeds.join(', ')}</dd>
      </div>
      <div>
        <dt>Budget of a run</dt>
        <dd>${grouped(budget.images)} images: ${grouped(budget.steps)} steps of ${budget.batch}</dd>
      </div>
      <div>
        <dt>Data</dt>
        <dd>${environment === null ? '–' : `${environment.data.name}, ${grouped(environment.data.count)}`}</dd>
      </div>
      <div>
        <dt>Engine</dt>
        <dd>${engine.name}</dd>
      </div>
      <div>
        <dt>Paired starts</dt>
        <dd>
          ${same ? 'same weights, first batch and first latents in every arm of a seed, bit for bit' : 'not shown'}
        </dd>
      </div>
    </dl>
    ${notices(material)}`;
};
