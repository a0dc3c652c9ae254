import { canonical } from '../../plan/canonical.ts';
import { times } from '../../results/markdown.ts';
import { number } from '../../results/numbers.ts';
import { markup, type Markup } from '../markup.ts';
import type { Material } from '../material.ts';
import { grouped, metricTitle, seconds } from '../wording.ts';

/** Runs without a result, and why. */
export const lostSection = ({ results }: Material): Markup => {
  const lost = results.runs.filter((run) => run.state === 'failed' || run.state === 'diverged');
  const body =
    lost.length === 0
      ? markup`<p>None: every run that ended, finished.</p>`
      : markup`<div class="scroll" tabindex="0" role="region" aria-label="Table of lost runs">
          <table>
            <caption>
              Runs that failed or diverged
            </caption>
            <thead>
              <tr>
                <th scope="col">Arm</th>
                <th scope="col">Seed</th>
                <th scope="col">State</th>
                <th scope="col">After steps</th>
                <th scope="col" class="text">Why</th>
              </tr>
            </thead>
            <tbody>
              ${lost.map(
                (run) =>
                  markup`<tr>
                    <th scope="row">${run.arm}</th>
                    <td>${run.seed}</td>
                    <td>${run.state}</td>
                    <td>${run.step}</td>
                    <td class="text">${run.error?.message ?? ''}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`;
  const returned = results.runs.filter((run) => run.rollbacks > 0);
  return markup`<section id="lost" aria-labelledby="lost-title">
    <h2 id="lost-title">Lost runs</h2>
    ${body}
    ${
      returned.length > 0 &&
      markup`<p>
          Diverged and went back to a checkpoint, with other random numbers from there on:
          ${returned.map(({ arm, seed, rollbacks }) => `${arm}, seed ${seed}, ${times(rollbacks)}`).join('; ')}.
        </p>`
    }
  </section>`;
};

/** Seconds, memory, and what every arm has reached after the seconds of the quickest. */
export const costSection = ({ results }: Material): Markup => {
  const { arms, timings, spaces } = results;
  const equal = timings.equalSeconds;
  const columns = spaces.flatMap(({ protocol, tables }) =>
    tables.map((table) => ({ space: protocol.space, title: metricTitle(table, protocol), table })),
  );
  const rows = arms.map(({ name, costRatio }, arm) => {
    const own = timings.runs.filter((run) => run.arm === name);
    const average = (pick: (run: (typeof own)[number]) => number): number | null =>
      own.length === 0 ? null : own.reduce((sum, run) => sum + pick(run), 0) / own.length;
    const took = average((run) => run.seconds);
    const memory = own.length === 0 ? null : Math.max(...own.map((run) => run.peakMemoryBytes)) / 2 ** 20;
    const values = columns.map(({ space, table }) => {
      const found = equal?.values.find(
        (each) => each.arm === name && each.space === space && each.metric === table.metric,
      );
      return markup`<td>${number(found?.mean ?? null)}</td>`;
    });
    return markup`<tr data-arm="${arm}">
      <th scope="row">${name}</th>
      <td>×${costRatio.toFixed(2)}</td>
      <td>${took === null ? '–' : seconds(took)}</td>
      <td>${number(average((run) => run.imagesPerSecond))}</td>
      <td>${memory === null ? '–' : `${Math.round(memory)} MiB`}</td>
      ${values}
    </tr>`;
  });
  const head = columns.map(
    ({ title, space }) =>
      markup`<th scope="col">${title}${spaces.length > 1 && markup` <span class="quiet">${space}</span>`}</th>`,
  );
  const after = equal === null ? '' : `; metrics after ${seconds(equal.seconds)} of training in every arm`;
  return markup`<section id="cost" aria-labelledby="cost-title">
    <h2 id="cost-title">Cost, and equal seconds</h2>
    <p>
      The tables above give every arm as many images; this one as many seconds of training, those of the quickest arm.
      Times are those of this machine while the study ran.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of costs">
      <table>
        <caption>
          Cost of a run${after}
        </caption>
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col">Multiply-adds</th>
            <th scope="col">Training</th>
            <th scope="col">Images/s</th>
            <th scope="col">Peak memory</th>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
};

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** What every arm was, to the last option. */
export const armsSection = ({ study, results }: Material): Markup => {
  const rows = results.arms.map(
    ({ name, plugins, terms, costRatio, folder }, arm) =>
      markup`<tr data-arm="${arm}">
        <th scope="row">${name}</th>
        <td class="text">${plugins.join(', ') || 'none'}</td>
        <td class="text">${terms.join(', ') || 'none'}</td>
        <td>×${costRatio.toFixed(2)}</td>
        <td class="text"><code>${folder}</code></td>
      </tr>`,
  );
  const configs = study.arms.map(
    ({ name, config, plan }) =>
      markup`<details>
        <summary>${name}</summary>
        <pre tabindex="0">${json(config)}</pre>
        ${
          plan.notes.length > 0 &&
          markup`<ul>
            ${plan.notes.map((note) => markup`<li>${note}</li>`)}
          </ul>`
        }
      </details>`,
  );
  return markup`<section id="arms" aria-labelledby="arms-title">
    <h2 id="arms-title">Arms and configuration</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of arms">
      <table>
        <caption>
          Arms
        </caption>
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col" class="text">Plugins</th>
            <th scope="col" class="text">Terms × weight</th>
            <th scope="col">Cost</th>
            <th scope="col" class="text">Folder</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <h3>Full configuration of each arm</h3>
    ${configs}
  </section>`;
};

/** How numbers were made, and on what. */
export const methodSection = ({ study, results }: Material): Markup => {
  const protocols = results.spaces.map(
    ({ protocol, protocolHash }) =>
      markup`<details>
        <summary>${protocol.space}, protocol <code>${protocolHash}</code></summary>
        <pre tabindex="0">${json(protocol)}</pre>
      </details>`,
  );
  const { evaluation } = study;
  return markup`<section id="method" aria-labelledby="method-title">
    <h2 id="method-title">How this was measured</h2>
    <ul>
      <li>
        Each number comes from ${grouped(evaluation.count)} samples of the averaged generator, as bytes, against real
        images; “real against real” is the same metric of held-out real images. A Fréchet distance is called FID in the
        Inception network of 2015 only; every other space goes by its own name.
      </li>
      <li>Arms of one seed share initial weights, data order and latents; differences are taken seed by seed.</li>
      <li>
        Intervals are Student’s at 95 %;
        ${results.seeds.length >= 6 ? 'results.json also holds studentized bootstrap intervals' : 'from six seeds on, results.json also holds studentized bootstrap intervals'}.
        p comes from the exact sign-flip test, whose smallest value with n seeds is 2/2ⁿ; Holm’s adjustment is over the
        arms of one table.
      </li>
      <li>
        The number of an arm is the mean over ${evaluation.samplings} independent
        set${evaluation.samplings === 1 ? '' : 's'} of samples at the end of each run; “SD training” and “SD sampling”
        separate the two sources of spread. No checkpoint is chosen: it is always the last.
      </li>
    </ul>
    <h3>Protocols</h3>
    ${protocols}
    <h3>Environment</h3>
    <pre tabindex="0">
${json({ engine: study.engine, environment: results.environment, files: study.files.length, evaluation: JSON.parse(canonical(evaluation)) as unknown })}</pre>
  </section>`;
};
