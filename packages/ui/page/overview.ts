import { grouped, markup, type Markup } from '@ganreg/study/drawing';
import type { Overview, RunRow, StudyRow } from '../src/live/messages.ts';
import { connect } from './connect.ts';
import { element, fill, part } from './element.ts';
import type { Surroundings, View } from './view.ts';
import { ago, kimg, placeOf, states } from './wording.ts';

export const stateMark = (state: string): Markup => markup`<span class="state" data-state="${state}">${state}</span>`;

export const bar = (done: number, all: number, label: string): Markup =>
  markup`<progress max="${Math.max(1, all)}" value="${done}" aria-label="${label}"></progress>`;

const runCard = (row: RunRow): Markup => {
  const share = row.steps === 0 ? 0 : row.step / row.steps;
  const picture =
    row.picture === undefined
      ? markup`<div class="thumb"></div>`
      : markup`<img class="thumb" alt="" src="/pictures/${row.id}/samples/${row.picture}" />`;
  return markup`<li><a class="card${row.state === 'finished' ? ' done' : ''}" href="#/runs/${row.id}">${picture}<div class="row"><h3>${placeOf(row.path)}</h3>${stateMark(row.state)}</div><div class="chips">${row.plugins.map((plugin) => markup`<span class="chip">${plugin}</span>`)}</div>${bar(row.step, row.steps, `${row.path}: progress`)}<p class="row"><span>${row.model}, ${kimg(row.images * share)} of ${kimg(row.images)}</span><span>${ago(row.changed)}</span></p></a></li>`;
};

const studyCard = (row: StudyRow): Markup => {
  const all = row.arms * row.seeds;
  const ended = row.runs.finished + row.runs.diverged + row.runs.failed;
  const told = states.filter((state) => row.runs[state] > 0).map((state) => `${row.runs[state]} ${state}`);
  const state = row.runs.running > 0 ? 'running' : ended === all ? 'finished' : 'paused';
  return markup`<li><a class="card${ended === all ? ' done' : ''}" href="#/studies/${row.id}"><div class="row"><h3>${row.name}</h3>${stateMark(state)}</div><p>${row.arms} arms × ${row.seeds} seeds</p>${bar(ended, all, `${row.name}: runs that have ended`)}<p class="row"><span>${told.join(', ')}</span><span>${ago(row.changed)}</span></p></a></li>`;
};

const content = ({ runs, studies }: Overview): Markup =>
  runs.length + studies.length === 0
    ? markup`<p class="empty">Nothing has been trained here yet. <code>npx ganreg train</code> in another terminal, and it will appear.</p>`
    : markup`${studies.length > 0 && markup`<h2>Studies <span class="quiet">${grouped(studies.length)}</span></h2><ul class="cards">${studies.map(studyCard)}</ul>`}${runs.length > 0 && markup`<h2>Runs <span class="quiet">${grouped(runs.length)}</span></h2><ul class="cards">${runs.map(runCard)}</ul>`}`;

/** Every study and run of the folder. */
export const overviewView = ({ link, titled }: Surroundings): View => {
  const view = element(
    markup`<div><h1>Runs and studies</h1><p class="under"></p><div class="all"><p class="empty">Reading the folder…</p></div></div>`,
  );
  titled('Runs and studies');
  const close = connect(
    '/live/overview',
    {
      overview: (overview) => {
        part(view, '.under').textContent = overview.folder;
        fill(part(view, '.all'), content(overview));
      },
    },
    link,
  );
  return { element: view, close };
};
