import { markup, type Markup } from '@ganreg/study/drawing';
import { element, fill, part } from './element.ts';
import { kimg } from './wording.ts';

/** Pictures of one run, by the step they were made after. */
export interface PictureRow {
  readonly run: string;
  readonly caption: Markup | string;
  readonly label: string;
  readonly names: readonly string[];
}

/** Pictures over training, with a slider. At its end it goes along with the training. */
export interface PicturesCard {
  readonly element: HTMLElement;
  readonly show: (rows: readonly PictureRow[], imagesPerStep: number) => void;
}

const stepOf = (name: string): number => Number.parseInt(name, 10);

export const picturesCard = (kind: 'samples' | 'reconstructions', about: string): PicturesCard => {
  const id = `slide-${kind}`;
  const card = element(
    markup`<div class="sheet viewer"><div class="slide"><label for="${id}">Training <input id="${id}" type="range" min="0" max="0" value="0" step="1" /></label><output for="${id}"></output><button type="button">Play</button></div><p class="quiet">${about}</p><div class="strip"></div></div>`,
  );
  const slider = part<HTMLInputElement>(card, 'input');
  const [output, play, strip] = [part(card, 'output'), part(card, 'button'), part(card, '.strip')];
  let rows: readonly PictureRow[] = [];
  let steps: readonly number[] = [];
  let imagesPerStep = 1;
  let playing: ReturnType<typeof setInterval> | undefined;
  const draw = (): void => {
    const step = steps[Number(slider.value)] ?? 0;
    const where = kimg(step * imagesPerStep);
    output.textContent = where;
    slider.setAttribute('aria-valuetext', where);
    strip.classList.toggle('among', rows.length > 1);
    strip.classList.toggle('alone', rows.length === 1);
    fill(
      strip,
      markup`${rows.map(({ run, names, caption, label }) => {
        const name = names.findLast((each) => stepOf(each) <= step) ?? names[0];
        return name === undefined
          ? markup`<figure><figcaption>${caption}</figcaption><p class="empty">none yet</p></figure>`
          : markup`<figure><figcaption>${caption}</figcaption><img src="/pictures/${run}/${kind}/${name}" alt="${label} after ${kimg(stepOf(name) * imagesPerStep)}" /></figure>`;
      })}`,
    );
  };
  const stop = (): void => {
    clearInterval(playing);
    playing = undefined;
    play.textContent = 'Play';
  };
  slider.addEventListener('input', () => {
    stop();
    draw();
  });
  play.addEventListener('click', () => {
    if (playing !== undefined) return stop();
    if (Number(slider.value) >= steps.length - 1) slider.value = '0';
    draw();
    play.textContent = 'Pause';
    playing = setInterval(() => {
      slider.value = String(Number(slider.value) + 1);
      draw();
      if (!card.isConnected || Number(slider.value) >= steps.length - 1) stop();
    }, 500);
  });
  return {
    element: card,
    show: (given, perStep) => {
      const atEnd = playing === undefined && Number(slider.value) >= steps.length - 1;
      rows = given;
      imagesPerStep = perStep;
      steps = [...new Set(given.flatMap(({ names }) => names.map(stepOf)))].toSorted((one, other) => one - other);
      slider.max = String(Math.max(0, steps.length - 1));
      slider.disabled = steps.length < 2;
      if (atEnd) slider.value = slider.max;
      draw();
    },
  };
};
