import { grouped, markup, type Markup } from '@ganreg/study/drawing';
import type { RunFacts } from '../src/live/messages.ts';
import { Traces } from '../src/live/traces.ts';
import { chartCard, type ChartCard } from './chart-card.ts';
import { connect } from './connect.ts';
import { element, fill, part, tell } from './element.ts';
import { bar, stateMark } from './overview.ts';
import { picturesCard } from './pictures-card.ts';
import { groupsOf, groupTitle, runPoints, shortName } from './series.ts';
import { smoothingControl } from './smoothing.ts';
import { Speed } from './speed.ts';
import { eventTable, termTable } from './tables.ts';
import { throttled, type Surroundings, type View } from './view.ts';
import { brief, duration, kimg, placeOf } from './wording.ts';

const stretches = 400;

const summary = (
  { run, seed, engine, data, loss, batch }: RunFacts,
  images: number,
  speed: number | undefined,
): Markup => {
  const left = speed === undefined || run.state !== 'running' ? undefined : (run.images - images) / speed;
  const facts: readonly (readonly [string, string])[] = [
    ['Images', `${kimg(images).replace(' kimg', '')} of ${kimg(run.images)}`],
    ['Steps', `${grouped(run.step)} of ${grouped(run.steps)}`],
    ['Speed', speed === undefined ? '–' : `${brief(speed)} images/s`],
    ['Left', left === undefined ? '–' : duration(left)],
    ['Model', run.model],
    ['Data', data],
    ['Loss, batch, seed', `${loss}, ${batch}, ${seed}`],
    ['Engine', engine],
  ];
  return markup`${bar(run.step, run.steps, 'progress')}<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value === '' ? '–' : value}</dd></div>`)}</dl>`;
};

/** One run, live. */
export const runView = (id: string, { link, titled }: Surroundings): View => {
  const view =
    element(markup`<div><div class="title"><h1>Run</h1><span class="mark"></span></div><p class="under"></p><div class="sheet summary"></div>
    <div class="pair"><section class="some-samples"><h2>Samples <span class="quiet">the same latents throughout</span></h2></section>
    <section class="some-redrawn" hidden><h2>Reconstructions <span class="quiet">of the same real images</span></h2></section></div>
    <section><h2>Curves</h2><div class="tools"></div><div class="charts"></div></section>
    <section><h2>Terms and weights</h2><div class="sheet terms"></div></section>
    <section><h2>Events</h2><div class="sheet happened"></div></section></div>`);
  const samples = picturesCard('samples', 'Averaged generator where there is one; points of a toy as a scatter plot.');
  const redrawn = picturesCard(
    'reconstructions',
    'Above, real images; below, what the generator redraws from what the discriminator sees of them.',
  );
  part(view, '.some-samples').append(samples.element);
  part(view, '.some-redrawn').append(redrawn.element);
  let traces = new Traces(stretches);
  let facts: RunFacts | undefined;
  let images = 0;
  let steps = 0;
  const speed = new Speed();
  const cards = new Map<string, ChartCard>();
  const redraw = throttled(() => draw());
  const smoothing = smoothingControl(redraw);
  part(view, '.tools').append(smoothing.element);

  const imagesPerStep = (): number =>
    facts === undefined || facts.run.steps === 0 ? 1 : facts.run.images / facts.run.steps;
  const drawCharts = (): void => {
    const marks = (facts?.events ?? []).filter(({ bad }) => bad).map(({ step }) => step * imagesPerStep());
    const groups = groupsOf(traces.names);
    const keys = [...groups.keys()];
    for (const [place, [key, names]] of [...groups].entries()) {
      let card = cards.get(key);
      if (card === undefined) {
        cards.set(key, (card = chartCard(groupTitle(key))));
        const next = keys.slice(place + 1).find((each) => cards.has(each));
        const before = next === undefined ? undefined : cards.get(next);
        part(view, '.charts').insertBefore(card.element, before?.element ?? null);
      }
      card.show({
        key,
        label: `${groupTitle(key)} over images: ${names.map(shortName).join(', ')}`,
        end: facts?.run.images ?? 0,
        marks,
        series: names.map((name, tone) => ({
          name: shortName(name),
          tone,
          points: runPoints(traces.of(name), smoothing.value()),
        })),
      });
    }
  };
  const draw = (): void => {
    drawCharts();
    if (facts === undefined) return;
    const { run } = facts;
    fill(part(view, '.mark'), stateMark(run.state));
    const now = { ...run, step: Math.max(run.step, steps) };
    fill(part(view, '.summary'), summary({ ...facts, run: now }, images, speed.imagesPerSecond()));
    fill(
      part(view, '.terms'),
      termTable(facts.terms, (term) => {
        const value = traces.of(`weight/${term}`).at(-1)?.[1];
        return value === undefined ? undefined : brief(value);
      }),
    );
  };
  const close = connect(
    `/live/runs/${id}`,
    {
      numbers: (all) => {
        traces = new Traces(stretches, all[id]);
        images = Math.max(0, ...traces.names.map((name) => traces.of(name).at(-1)?.[0] ?? 0));
        steps = 0;
        redraw();
      },
      lines: ({ lines }) => {
        for (const line of lines) {
          traces.add(line);
          if (typeof line['images'] !== 'number') continue;
          images = line['images'];
          steps = line.step + 1;
        }
        speed.add(images);
        redraw();
      },
      facts: (message) => {
        if (message.kind !== 'run') return;
        const before = facts?.run.state;
        facts = message;
        titled(placeOf(message.run.path));
        part(view, 'h1').textContent = placeOf(message.run.path);
        part(view, '.under').textContent = message.run.plugins.join(' + ') || 'no plugins';
        view.classList.toggle('done', message.run.state === 'finished');
        if (before !== undefined && before !== message.run.state) tell(`The run is ${message.run.state}`);
        const row = { run: id, caption: '' };
        samples.show([{ ...row, label: 'Samples', names: message.samples }], imagesPerStep());
        redrawn.show([{ ...row, label: 'Reconstructions', names: message.reconstructions }], imagesPerStep());
        part(view, '.some-redrawn').hidden = message.reconstructions.length === 0;
        fill(part(view, '.happened'), eventTable(message.events, imagesPerStep()));
        redraw();
      },
    },
    link,
  );
  return { element: view, close };
};
