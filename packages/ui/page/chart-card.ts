import { markup, swatch } from '@ganreg/study/drawing';
import { across, drawChart, width, type Chart, type Series } from './chart.ts';
import { element, fill, part } from './element.ts';
import { brief, kimg } from './wording.ts';

/** A chart in the page that can be drawn again. */
export interface ChartCard {
  readonly element: HTMLElement;
  readonly show: (chart: Chart) => void;
}

const nearest = ({ points }: Series, x: number | undefined): number | undefined => {
  if (x === undefined) return points.at(-1)?.y;
  let best = points[0];
  for (const point of points) if (best === undefined || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point;
  return best?.y;
};

/** Draws itself only while it can be seen: what is drawn a few times a second must not cost what nobody looks at. */
const whenSeen = (target: Element, seen: () => void): (() => boolean) => {
  let visible = false;
  new IntersectionObserver(
    (entries) => {
      visible = entries.at(-1)?.isIntersecting ?? false;
      if (visible) seen();
    },
    { rootMargin: '200px' },
  ).observe(target);
  return () => visible;
};

/** A chart with a legend that tells the newest values, or those under the pointer. */
export const chartCard = (title: string): ChartCard => {
  const card = element(
    markup`<figure class="chart"><figcaption><h3>${title}<span></span></h3><ul class="legend"></ul></figcaption><div class="plot"></div></figure>`,
  );
  const [plot, legend, place] = [part(card, '.plot'), part(card, '.legend'), part(card, 'h3 span')];
  let shown: Chart | undefined;
  let pointed: number | undefined;
  const draw = (): void => {
    if (shown === undefined) return;
    fill(plot, drawChart(shown));
    describe();
  };
  const describe = (): void => {
    if (shown === undefined) return;
    const at = pointed;
    fill(
      legend,
      markup`${shown.series.map((series) => markup`<li>${swatch(series.tone)}${series.name}<b>${brief(nearest(series, at) ?? Number.NaN)}</b></li>`)}`,
    );
    place.textContent = at === undefined ? '' : kimg(at);
    const cursor = plot.querySelector('.cursor');
    if (cursor === null) return;
    cursor.setAttribute('visibility', at === undefined ? 'hidden' : 'visible');
    if (at === undefined) return;
    const x = String(across(shown)(at));
    cursor.setAttribute('x1', x);
    cursor.setAttribute('x2', x);
  };
  const visible = whenSeen(card, draw);
  plot.addEventListener('pointermove', (event) => {
    if (shown === undefined) return;
    const bounds = plot.getBoundingClientRect();
    const [low = 0, high = 1] = across(shown).domain();
    const x = across(shown).invert(((event.clientX - bounds.left) / bounds.width) * width);
    pointed = Math.min(high, Math.max(low, x));
    describe();
  });
  plot.addEventListener('pointerleave', () => {
    pointed = undefined;
    describe();
  });
  return {
    element: card,
    show: (chart) => {
      shown = chart;
      if (visible()) draw();
    },
  };
};
