import type { Trainer } from '../../training/trainer.ts';
import type { Picture } from './events.ts';
import { encodePng } from '../png/encode-png.ts';
import { imageGrid } from '../png/image-grid.ts';
import { redrawImages } from './redraw.ts';

const scatter = (values: Float32Array): string => {
  const half = 3;
  const place = (value: number): string => (((value + half) / (2 * half)) * 400).toFixed(1);
  const dots = Array.from(
    { length: values.length / 2 },
    (_, i) => `<circle cx="${place(values[2 * i] ?? 0)}" cy="${place(-(values[2 * i + 1] ?? 0))}" r="2"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400"><rect width="400" height="400" fill="white"/><g fill="#1f77b4" fill-opacity="0.6">${dots.join('')}</g></svg>\n`;
};

/** Images `[n, R, R, C]` in [-1, 1] as a grid, or points of a toy as a scatter plot. */
export const drawImages = (
  values: Float32Array,
  { resolution, channels }: { readonly resolution: number; readonly channels: number },
  {
    scale = Math.max(1, Math.floor(64 / resolution)),
    gap = 2,
  }: { readonly scale?: number; readonly gap?: number } = {},
): Picture => {
  if (resolution === 1) return { ending: 'svg', content: scatter(values) };
  const count = values.length / (resolution * resolution * channels);
  const grid = imageGrid({ pixels: values, count, height: resolution, width: resolution, channels }, { scale, gap });
  return { ending: 'png', content: encodePng(grid.pixels, grid) };
};

/** Real images above their redrawings, as a PNG file. */
export const drawRedrawn = async (trainer: Trainer, count: number): Promise<Uint8Array> => {
  const { resolution, channels } = trainer.plan.model;
  const shape = { height: resolution, width: resolution, channels };
  const scale = Math.max(1, Math.floor(64 / resolution));
  const grid = imageGrid(
    { pixels: await redrawImages(trainer, count), count: 2 * count, ...shape },
    { columns: count, scale },
  );
  return encodePng(grid.pixels, grid);
};

/** Samples of the averaged generator from the run's fixed latents. */
export const drawSamples = async (trainer: Trainer, count: number): Promise<Picture> => {
  const latents = trainer.latents(count);
  const images = trainer.sample(latents);
  const values = Float32Array.from(await images.data());
  latents.dispose();
  images.dispose();
  return drawImages(values, trainer.plan.model);
};
