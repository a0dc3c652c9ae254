import { grouped, markup, realnessPlot, scoreRange, swatch, type Markup } from '@ganreg/study/drawing';
import type { StudyFacts, Trial } from '../src/live/messages.ts';
import { Traces } from '../src/live/traces.ts';
import { chartCard, type ChartCard } from './chart-card.ts';
import type { Point } from './chart.ts';
import { connect } from './connect.ts';
import { element, fill, part, tell } from './element.ts';
import { bar, stateMark } from './overview.ts';
import { picturesCard } from './pictures-card.ts';
import { bandPoints, groupsOf, groupTitle } from './series.ts';
import { smoothingControl } from './smoothing.ts';
import { eventTable } from './tables.ts';
import { throttled, type Surroundings, type View } from './view.ts';
import { kimg, placeOf, states } from './wording.ts';

const stretches = 80;
const isOver = ({ state }: Trial): boolean => state === 'finished' || state === 'diverged' || state === 'failed';

const trialGrid = ({ arms, seeds, trials, steps }: StudyFacts): Markup => {
  const cell = (arm: number, seed: number): Markup => {
    const trial = trials.find((each) => each.arm === arm && each.seed === seed);
    if (trial === undefined) return markup`<td></td>`;
    const who = trial.worker === null ? markup`` : markup`<small>${trial.worker}</small>`;
    // What a worker elsewhere has not yet sent cannot be looked at.
    const nothing =
      trial.samples.length === 0 && (trial.worker !== null || (trial.state === 'waiting' && trial.step === 0));
    const inside = markup`${stateMark(trial.state)}${who}${bar(trial.step, steps, `${arms[arm]?.name}, seed ${seed}`)}`;
    const kind = `trial${trial.state === 'finished' ? ' done' : ''}`;
    return nothing
      ? markup`<td><span class="${kind}">${inside}</span></td>`
      : markup`<td><a class="${kind}" href="#/runs/${trial.id}" aria-label="${arms[arm]?.name}, seed ${seed}: ${trial.state}, step ${trial.step}">${inside}</a></td>`;
  };
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Trials"><table class="grid-of-trials"><thead><tr><th scope="col">Arm</th>${seeds.map((seed) => markup`<th scope="col" class="text">seed ${seed}</th>`)}</tr></thead><tbody>${arms.map((arm, index) => markup`<tr data-arm="${index}"><th scope="row">${swatch(index)} ${arm.name}</th>${seeds.map((seed) => cell(index, seed))}</tr>`)}</tbody></table></div>`;
};

const summary = (facts: StudyFacts): Markup => {
  const { trials, arms, seeds, steps, images, engine } = facts;
  const counts = states.flatMap((state) => {
    const count = trials.filter((trial) => trial.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const done = trials.reduce((sum, trial) => sum + (isOver(trial) ? steps : trial.step), 0);
  const told: readonly (readonly [string, string])[] = [
    ['Trials', counts.join(', ')],
    ['Arms × seeds', `${arms.length} × ${seeds.length}`],
    ['Budget of a run', `${kimg(images)}, ${grouped(steps)} steps`],
    ['Compared with', facts.baseline],
    ['Engine', engine],
  ];
  return markup`${bar(done, trials.length * steps, 'progress of the whole study')}<dl class="facts">${told.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
};

const measured = (facts: StudyFacts, arm: number, space: string, metric: string): readonly Point[] => {
  const byImages = new Map<number, number[]>();
  for (const { images, values } of facts.trials.filter((trial) => trial.arm === arm).flatMap(({ curve }) => curve)) {
    const value = values[space]?.[metric];
    if (value !== undefined) byImages.set(images, [...(byImages.get(images) ?? []), value]);
  }
  return [...byImages]
    .toSorted(([one], [other]) => one - other)
    .map(([x, values]) => ({
      x,
      y: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    }));
};

/** One study, live. */
export const studyView = (id: string, { link, titled }: Surroundings): View => {
  const view =
    element(markup`<div><div class="title"><h1>Study</h1><span class="mark"></span><a class="report" href="/reports/${id}/" target="_blank" rel="noopener">Report so far</a></div><p class="under"></p><div class="sheet summary"></div>
    <section><h2>Trials</h2><div class="sheet trials"></div></section>
    <div class="tools"><fieldset class="arms"><legend>Arms</legend></fieldset></div>
    <section class="metrics"><h2>Measured on the way <span class="quiet">mean over seeds; bands from the lowest seed to the highest</span></h2><div class="charts"></div></section>
    <section class="some-samples"><h2>Samples <span class="quiet">the same latents in every arm</span></h2><div class="tools"><label>Seed <select></select></label></div></section>
    <section class="some-redrawn" hidden><h2>Reconstructions</h2></section>
    <section class="real" hidden><h2>Realness <span class="quiet">mean logit on real (solid) and on generated images (dashed), over seeds</span></h2><div class="panels"></div></section>
    <section class="numbers"><h2>Training</h2><div class="tools"></div></section>
    <section><h2>Events</h2><div class="sheet happened"></div></section></div>`);
  const samples = picturesCard('samples', 'Averaged generators of one seed, side by side.');
  const redrawn = picturesCard('reconstructions', 'Above, real images; below, their redrawings: arms that learn to.');
  part(view, '.some-samples').append(samples.element);
  part(view, '.some-redrawn').append(redrawn.element);
  const seedChoice = part<HTMLSelectElement>(view, '.some-samples select');
  const traces = new Map<string, Traces>();
  const cards = new Map<string, ChartCard>();
  const hidden = new Set<number>();
  let facts: StudyFacts | undefined;
  const redraw = throttled(() => draw(), 250);
  const smoothing = smoothingControl(redraw);
  part(view, '.numbers .tools').append(smoothing.element);
  seedChoice.addEventListener('change', redraw);

  const card = (key: string, title: string, target: Element): ChartCard => {
    let known = cards.get(key);
    if (known === undefined) {
      cards.set(key, (known = chartCard(title)));
      target.append(known.element);
    }
    return known;
  };
  const shownArms = (study: StudyFacts): readonly (readonly [number, string])[] =>
    study.arms.flatMap(({ name }, arm) => (hidden.has(arm) ? [] : [[arm, name] as const]));
  const tracesOf = (study: StudyFacts, arm: number): readonly Traces[] =>
    study.trials.flatMap((trial) => (trial.arm === arm ? (traces.get(trial.id) ?? []) : []));

  const drawMetrics = (study: StudyFacts): void => {
    for (const [index, { space, metric, title, floor }] of study.measures.entries()) {
      const name = `${title} · ${space}`;
      card(`metric-${index}`, name, part(view, '.metrics .charts')).show({
        key: `metric-${index}`,
        label: `${name} over images, by arm`,
        end: study.images,
        floor,
        dots: true,
        series: shownArms(study).map(([tone, arm]) => ({
          name: arm,
          tone,
          points: measured(study, tone, space, metric),
        })),
      });
    }
  };
  const group = (key: string): Element => {
    const known = view.querySelector(`details[data-group="${CSS.escape(key)}"] .charts`);
    if (known !== null) return known;
    const details = element(
      markup`<details class="sheet" data-group="${key}"><summary>${groupTitle(key)}</summary><div class="charts"></div></details>`,
    );
    details.toggleAttribute('open', key === 'loss' || key === 'score');
    part(view, '.numbers').append(details);
    return part(details, '.charts');
  };
  const drawNumbers = (study: StudyFacts): void => {
    const names = [...new Set([...traces.values()].flatMap((each) => each.names))];
    for (const [key, own] of groupsOf(names)) {
      const target = group(key);
      for (const name of own) {
        const series = shownArms(study).map(([tone, arm]) => ({
          name: arm,
          tone,
          points: bandPoints(tracesOf(study, tone), name, study.images, smoothing.value()),
        }));
        card(name, name, target).show({
          key: name,
          label: `${name} over images, by arm`,
          end: study.images,
          series: series.filter(({ points }) => points.length > 0),
        });
      }
    }
  };
  const drawRealness = (study: StudyFacts): void => {
    const scores = shownArms(study).flatMap(([arm, name]) => {
      const of = (what: string): readonly (readonly [number, number])[] =>
        bandPoints(tracesOf(study, arm), what, study.images, 0).map(({ x, y }) => [x, y]);
      const real = of('score/real');
      return real.length === 0 ? [] : [{ arm, name, scores: { real, fake: of('score/fake') } }];
    });
    part(view, '.real').hidden = scores.length === 0;
    const range = scoreRange(scores.map((each) => each.scores));
    fill(
      part(view, '.real .panels'),
      markup`${scores.map((each) => markup`<figure><figcaption>${swatch(each.arm)} ${each.name}</figcaption>${realnessPlot(`Mean logits of ${each.name} on real and on generated images`, each.scores, range)}</figure>`)}`,
    );
  };
  const drawPictures = (study: StudyFacts): void => {
    const seed = Number(seedChoice.value);
    const perStep = study.steps === 0 ? 1 : study.images / study.steps;
    const rows = (kind: 'samples' | 'reconstructions', label: string) =>
      study.trials
        .filter((trial) => trial.seed === seed && !hidden.has(trial.arm))
        .map((trial) => {
          const name = study.arms[trial.arm]?.name ?? '';
          const caption = markup`${swatch(trial.arm)} ${name}`;
          return { run: trial.id, caption, label: `${label} of ${name}`, names: trial[kind] };
        });
    samples.show(rows('samples', 'Samples'), perStep);
    const some = rows('reconstructions', 'Reconstructions').filter(({ names }) => names.length > 0);
    part(view, '.some-redrawn').hidden = some.length === 0;
    redrawn.show(some, perStep);
  };
  const draw = (): void => {
    if (facts === undefined) return;
    drawMetrics(facts);
    drawNumbers(facts);
    drawRealness(facts);
    drawPictures(facts);
  };
  const offerArms = ({ arms, seeds }: StudyFacts): void => {
    if (view.querySelector('[data-filter]') !== null) return;
    const box = part(view, '.arms');
    for (const [arm, { name }] of arms.entries()) {
      const choice = element(
        markup`<label><input type="checkbox" checked data-filter="${arm}" /> ${swatch(arm)} ${name}</label>`,
      );
      part<HTMLInputElement>(choice, 'input').addEventListener('change', ({ currentTarget }) => {
        if (currentTarget instanceof HTMLInputElement && currentTarget.checked) hidden.delete(arm);
        else hidden.add(arm);
        tell(`${arms.length - hidden.size} of ${arms.length} arms shown`);
        redraw();
      });
      box.append(choice);
    }
    seedChoice.append(...seeds.map((seed) => new Option(String(seed))));
  };
  const close = connect(
    `/live/studies/${id}`,
    {
      numbers: (all) => {
        for (const [run, numbers] of Object.entries(all)) traces.set(run, new Traces(stretches, numbers));
        redraw();
      },
      lines: ({ run, lines }) => {
        const own = traces.get(run);
        if (own !== undefined) for (const line of lines) own.add(line);
        redraw();
      },
      facts: (message) => {
        if (message.kind !== 'study') return;
        facts = message;
        const { trials, name, path } = message;
        titled(name);
        part(view, 'h1').textContent = name;
        part(view, '.under').textContent = placeOf(path);
        const running = trials.some(({ state }) => state === 'running');
        const state = running ? 'running' : trials.every(isOver) ? 'finished' : 'paused';
        fill(part(view, '.mark'), stateMark(state));
        view.classList.toggle('done', state === 'finished');
        fill(part(view, '.summary'), summary(message));
        fill(part(view, '.trials'), trialGrid(message));
        const nameOf = (run: string): string => {
          const trial = trials.find((each) => each.id === run);
          return trial === undefined ? run : `${message.arms[trial.arm]?.name}, seed ${trial.seed}`;
        };
        const perStep = message.steps === 0 ? 1 : message.images / message.steps;
        fill(part(view, '.happened'), eventTable(message.events, perStep, nameOf));
        offerArms(message);
        redraw();
      },
    },
    link,
  );
  return { element: view, close };
};
