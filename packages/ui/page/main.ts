// The live page: shows what the address names, and what it hears of it.
import { markup } from '@ganreg/study/drawing';
import { fill, part } from './element.ts';
import { overviewView } from './overview.ts';
import { runView } from './run-view.ts';
import { studyView } from './study-view.ts';
import type { Surroundings, View } from './view.ts';

const [main, trail, link] = [part(document, 'main'), part(document, '#trail'), part(document, '#link')];
let view: View | undefined;

const told = { live: 'live', lost: 'connection lost, trying again' } as const;
const around: Surroundings = {
  link: (state) => {
    link.dataset['state'] = state;
    link.textContent = told[state];
  },
  titled: (title) => {
    document.title = `${title} – ganreg`;
    const home = /^#\/(?:runs|studies)\//u.test(location.hash);
    fill(
      trail,
      home ? markup`<a href="#/">Runs and studies</a> / <span aria-current="page">${title}</span>` : markup``,
    );
  },
};

const viewOf = (address: string): View => {
  const [, kind, id] = /^#\/(runs|studies)\/([0-9a-f]+)$/u.exec(address) ?? [];
  if (kind === 'runs' && id !== undefined) return runView(id, around);
  if (kind === 'studies' && id !== undefined) return studyView(id, around);
  return overviewView(around);
};

const show = (moved: boolean): void => {
  view?.close();
  view = viewOf(location.hash);
  main.replaceChildren(view.element);
  if (!moved) return;
  scrollTo(0, 0);
  main.focus();
};

addEventListener('hashchange', () => {
  // a link within the page, such as the one that skips its bar
  if (location.hash.startsWith('#/') || location.hash === '') show(true);
});
show(false);
