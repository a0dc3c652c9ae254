import { grouped, markup, type Markup } from '@ganreg/study/drawing';
import type { Happening, TermRow } from '../src/live/messages.ts';
import { kimg } from './wording.ts';

/** What happened beside the steps, newest first. */
export const eventTable = (
  events: readonly Happening[],
  imagesPerStep: number,
  runName?: (run: string) => string,
): Markup =>
  events.length === 0
    ? markup`<p class="empty">Nothing out of the ordinary.</p>`
    : markup`<div class="scroll" tabindex="0" role="region" aria-label="Events"><table class="events"><thead><tr>${runName !== undefined && markup`<th class="text" scope="col">Run</th>`}<th scope="col" class="text">What</th><th scope="col">Step</th><th scope="col">Images</th><th scope="col" class="text">In words</th></tr></thead><tbody>${events
        .toReversed()
        .map(
          ({ run, step, what, text, bad }) =>
            markup`<tr${bad ? markup` class="bad"` : ''}>${runName !== undefined && markup`<td class="text"><a href="#/runs/${run}">${runName(run)}</a></td>`}<td class="text">${what}</td><td>${grouped(step)}</td><td>${kimg(step * imagesPerStep)}</td><td class="text">${text}</td></tr>`,
        )}</tbody></table></div>`;

/** Every term of the objective with its weight; `now` knows the scheduled ones. */
export const termTable = (terms: readonly TermRow[], now: (term: string) => string | undefined): Markup =>
  terms.length === 0
    ? markup`<p class="empty">No plugin adds a term: the adversarial loss alone.</p>`
    : markup`<div class="scroll" tabindex="0" role="region" aria-label="Terms and weights"><table><thead><tr><th scope="col">Term</th><th scope="col" class="text">Player</th><th scope="col" class="text">On</th><th scope="col" class="text">Weight</th><th scope="col">Now</th><th scope="col">Every</th></tr></thead><tbody>${terms.map(
        ({ term, player, on, weight, every }) =>
          markup`<tr><th scope="row">${term}</th><td class="text">${player}</td><td class="text">${on}</td><td class="text">${weight}</td><td>${now(term) ?? weight}</td><td>${every === 1 ? 'step' : `${every} steps`}</td></tr>`,
      )}</tbody></table></div>`;
