// Beside a report: loads trained generators into its page and samples them live.
import type { ExportedSampler } from '@ganreg/core/sampling';
import { openGenerators } from './generators.ts';
import { paint } from './paint.ts';

const section = document.querySelector<HTMLElement>('#generators');
const part = <Kind extends HTMLElement>(selector: string): Kind => {
  const found = section?.querySelector<Kind>(selector) ?? null;
  if (found === null) throw new RangeError(`this page has no ${selector}`);
  return found;
};

const told = part('[role=status]');
const [seed, count] = [part<HTMLInputElement>('#generator-seed'), part<HTMLSelectElement>('#generator-count')];
const [truncation, shown] = [part<HTMLInputElement>('#generator-truncation'), part('output')];
const canvases = [...document.querySelectorAll<HTMLCanvasElement>('#generators canvas')];
const resolution = Number(section?.dataset['resolution']);
const channels = Number(section?.dataset['channels']);

const draw = async (generators: ReadonlyMap<number, ExportedSampler>): Promise<void> => {
  const begin = performance.now();
  const [from, many, how] = [Number(seed.value), Number(count.value), Number(truncation.value)];
  shown.textContent = how.toFixed(2);
  for (const canvas of canvases) {
    const generator = generators.get(Number(canvas.dataset['generator']));
    if (generator === undefined) continue;
    const values = await generator.images(from, many, how);
    paint(canvas, { values, resolution, channels, columns: Math.ceil(Math.sqrt(many)) });
    // one arm after the other, so that the page stays alive
    await new Promise((resolve) => setTimeout(resolve));
  }
  told.textContent = `${many} samples of each arm from seed ${from}, in ${Math.round(performance.now() - begin)} ms`;
};

/** Draws now, or once more when the drawing that goes on is done: never two at a time, never an old wish last. */
const drawer = (generators: ReadonlyMap<number, ExportedSampler>): (() => void) => {
  let [busy, again] = [false, false];
  const next = async (): Promise<void> => {
    busy = true;
    do {
      again = false;
      await draw(generators);
    } while (again);
    busy = false;
  };
  return () => {
    if (busy) again = true;
    else void next();
  };
};

const begin = async (): Promise<void> => {
  told.textContent = 'loading generators';
  const generators = await openGenerators(canvases.map((canvas) => canvas.dataset['file'] ?? ''));
  const redraw = drawer(generators);
  for (const control of [seed, count, truncation]) control.addEventListener('input', redraw);
  part('#generator-next').addEventListener('click', () => {
    seed.value = String(Number(seed.value) + 1);
    redraw();
  });
  part('#load-generators').hidden = true;
  part('#generator-controls').hidden = false;
  for (const figure of section?.querySelectorAll('figure') ?? []) figure.hidden = false;
  Object.assign(globalThis, { ganregGenerators: generators });
  redraw();
};

begin().catch((error: unknown) => {
  told.textContent = `The generators cannot be loaded here: ${error instanceof Error ? error.message : String(error)}`;
});
