import { createHash } from 'node:crypto';
import { markup, Markup } from './markup.ts';
import type { Material } from './material.ts';
import { script } from './script.ts';
import { armsSection, costSection, lostSection, methodSection } from './sections/details.ts';
import { generatorsSection } from './sections/generators.ts';
import { metricSection } from './sections/metric.ts';
import { realnessSection, redrawnSection, samplesSection } from './sections/pictures.ts';
import { summarySection } from './sections/summary.ts';
import { swatch } from './swatch.ts';
import { style } from './style.ts';
import { metricId, metricTitle } from './wording.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Nothing but this page's own style and script runs, and nothing is fetched. With generators beside it, the script may load those beside
 * it, and they compile the engine that is in them.
 */
export const policyOf = ({ generators }: Pick<Material, 'generators'>): string => {
  const live = generators !== undefined;
  return [
    "default-src 'none'",
    'img-src data:',
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}${live ? " 'strict-dynamic' 'wasm-unsafe-eval'" : ''}`,
    ...(live ? ['connect-src data:'] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
};

const controls = ({ results }: Material): Markup => {
  const metrics = results.spaces.flatMap(({ protocol, tables }, space) =>
    tables.map(
      (table) =>
        markup`<option value="${metricId(space, table)}">${metricTitle(table, protocol)} in ${protocol.space}</option>`,
    ),
  );
  const arms = results.arms.map(
    ({ name }, arm) =>
      markup`<label><input type="checkbox" checked data-filter="${arm}" /> ${swatch(arm)} ${name}</label>`,
  );
  return markup`<form id="controls" class="controls" hidden>
    <label
      >Show
      <select id="metric">
        <option value="">every metric</option>
        ${metrics}
      </select></label
    >
    <fieldset>
      <legend>Arms</legend>
      <span class="pick"
        ><button type="button" id="every-arm">All</button> <button type="button" id="no-arm">None</button></span
      >${arms}
    </fieldset>
  </form>`;
};

/** A study as one HTML file that needs nothing else, and fetches nothing. */
export const page = (material: Material): string => {
  const { results } = material;
  const metrics = results.spaces.flatMap((space, index) =>
    space.tables.map((table) => metricSection(material, space, index, table)),
  );
  const parts = [
    ['results', 'Results'],
    ['samples', 'Samples'],
    ['redrawn', 'Reconstructions'],
    ['realness', 'Realness'],
    ['generators', 'Generators'],
    ['cost', 'Cost'],
    ['lost', 'Lost runs'],
    ['arms', 'Arms'],
    ['method', 'Method'],
  ] as const;
  const optional: Readonly<Record<string, Markup | null>> = {
    samples: samplesSection(material),
    redrawn: redrawnSection(material),
    realness: realnessSection(material),
    generators: generatorsSection(material),
  };
  const shown = parts.filter(([id]) => optional[id] !== null);
  return markup`${new Markup('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policyOf(material)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="ganreg" />
        <link rel="icon" href="data:," />
        <title>${results.name} – ganreg study</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#results">Skip to the results</a>
        <header>
          <h1>${results.name}</h1>
          <nav aria-label="Parts of this report">
            <ul>
              ${shown.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          ${summarySection(material)}
          <section id="results" aria-labelledby="results-title">
            <h2 id="results-title">Results</h2>
            ${controls(material)}
            <p class="visually-hidden" id="told" role="status"></p>
            ${metrics}
          </section>
          ${Object.values(optional)} ${costSection(material)} ${lostSection(material)} ${armsSection(material)}
          ${methodSection(material)}
        </main>
        <footer>
          <p>
            Made by <code>ganreg report</code> from <code>results.json</code> beside it. Works offline; nothing was
            fetched.
          </p>
        </footer>
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html> `.text;
};
