import { generatorsFolder } from '../generators.ts';
import { markup, type Markup } from '../markup.ts';
import type { Material } from '../material.ts';
import { swatch } from '../swatch.ts';

const counts = [4, 9, 16, 36, 64];

const about = {
  styles: ['Truncation', 'pulls every style towards the average style: 0 is the average image, 1 changes nothing'],
  latents: ['Scale of z', 'multiplies the latents; this family has no styles to truncate. 1 changes nothing'],
} as const;

/** Trained generators, live: loaded only when asked for. */
export const generatorsSection = ({ results, study, generators }: Material): Markup | null => {
  if (generators === undefined) return null;
  const { seed, truncates, arms } = generators;
  const megabytes = arms.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
  const { resolution, channels } = study.model;
  const [name, meaning] = about[truncates];
  const figures = arms.map(({ arm, file }) => {
    const shown = results.arms[arm]?.name ?? '';
    return markup`<figure data-arm="${arm}" hidden>
      <figcaption>${swatch(arm)} ${shown}</figcaption>
      <canvas class="pixels live" role="img" aria-label="Live samples of ${shown}" data-generator="${arm}" data-file="${generatorsFolder}/${file}"></canvas>
    </figure>`;
  });
  return markup`<section id="generators" aria-labelledby="generators-title" data-resolution="${resolution}" data-channels="${channels}">
    <h2 id="generators-title">Generators, live</h2>
    <p>
      The trained generators of seed ${seed}, run in this page by the wasm engine: the same latents in every arm, for any seed the
      images of <code>ganreg sample --seed</code>. ${name} ${meaning}.
    </p>
    <p>
      <button type="button" id="load-generators" data-script="${generatorsFolder}/sampler.js">Load ${arms.length} generators (${megabytes.toFixed(1)} MB)</button>
      <span role="status"></span>
    </p>
    <div id="generator-controls" class="controls" hidden>
      <label>Seed <input type="number" id="generator-seed" min="0" step="1" value="${seed}" /></label>
      <button type="button" id="generator-next">Next</button>
      <label>How many <select id="generator-count">${counts.map((count) => markup`<option${count === 16 ? markup` selected` : ''}>${count}</option>`)}</select></label>
      <label>${name} <input type="range" id="generator-truncation" min="0" max="1.5" step="0.05" value="1" /> <output for="generator-truncation">1.00</output></label>
    </div>
    <div class="panels">${figures}</div>
  </section>`;
};
