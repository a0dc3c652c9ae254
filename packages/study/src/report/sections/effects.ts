import { interval, probability, signed } from '../../results/numbers.ts';
import type { EffectResult, MetricTable } from '../../results/types.ts';
import { markup, type Markup } from '../markup.ts';
import { forestPlot } from '../plots/forest.ts';
import { interactionPlot } from '../plots/interaction.ts';

const meanings = {
  synergistic: 'together better than the sum of both',
  redundant: 'together less than the sum, no worse than the better one alone',
  antagonistic: 'together worse than the better one alone',
  unclear: 'the interval holds 0',
} as const;

const named = ({ factors }: EffectResult): string => factors.join(' × ');

const row = (effect: EffectResult, verdict: string | undefined): Markup =>
  markup`<tr>
    <th scope="row">${named(effect)}</th>
    <td>${effect.n}</td>
    <td>${signed(effect.mean)}</td>
    <td>${interval(effect.interval, signed)}</td>
    <td>${probability(effect.p)}</td>
    <td>${probability(effect.holm)}</td>
    <td class="text">${verdict ?? ''}</td>
    <td class="text">${effect.aliases.join(', ') || '–'}</td>
  </tr>`;

/** Main effects and interactions of a factorial study. */
export const effectsPart = ({ effects, better }: MetricTable, title: string): Markup | null => {
  if (effects === null) return null;
  const { main, interactions, seeds } = effects;
  const [left, right] = better === 'lower' ? ['better', 'worse'] : ['worse', 'better'];
  const plotted = [...main, ...interactions].map((effect) => ({
    name: named(effect),
    mean: effect.mean,
    interval: effect.interval,
    points: [],
    text: `${signed(effect.mean)} ${interval(effect.interval, signed)}`,
  }));
  const panels = interactions.flatMap(({ factors: [first = '', second = ''], cells, verdict }) =>
    cells === null
      ? []
      : [
          markup`<figure>
            <figcaption>${first} × ${second}: <strong class="verdict ${verdict}">${verdict}</strong></figcaption>
            ${interactionPlot({ first, second, cells, metric: title, label: `${title} with and without ${first} and ${second}: ${verdict}, ${meanings[verdict]}` })}
          </figure>`,
        ],
  );
  return markup`<h4>Main effects and interactions</h4>
    <p>
      Each effect is estimated on every seed that all arms finished (${seeds.join(', ') || 'none'}). An interaction is
      what two plugins do together beyond the sum of what each does.
    </p>
    <figure>
      <figcaption>Effects on the metric, with 95 % intervals over seeds</figcaption>
      ${forestPlot(`Main effects and interactions in ${title}`, plotted, { left: left ?? '', right: right ?? '' }, 'effect')}
    </figure>
    <div class="scroll" tabindex="0" role="region" aria-label="Effects in ${title}">
      <table>
        <caption>
          Effects in ${title}
        </caption>
        <thead>
          <tr>
            <th scope="col">Effect</th>
            <th scope="col">n</th>
            <th scope="col">Estimate</th>
            <th scope="col">95 % interval</th>
            <th scope="col">p</th>
            <th scope="col">p (Holm)</th>
            <th scope="col" class="text">Verdict</th>
            <th scope="col" class="text">Not told from</th>
          </tr>
        </thead>
        <tbody>
          ${main.map((effect) => row(effect, undefined))}${interactions.map((effect) => row(effect, `${effect.verdict}: ${meanings[effect.verdict]}`))}
        </tbody>
      </table>
    </div>
    <div class="panels">${panels}</div>`;
};
