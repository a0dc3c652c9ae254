import { encode } from 'fast-png';
import type { Trainer } from '../../training/trainer.ts';

/** A picture as a file's content. */
export interface Picture {
  readonly ending: 'png' | 'svg';
  readonly content: Uint8Array | string;
}

const gap = 1;

const toBytes = (values: Float32Array): Uint8ClampedArray =>
  Uint8ClampedArray.from(values, (value) => (value + 1) * 127.5);

/** Lays `[n, side, side, channels]` images in [-1, 1] out as a PNG grid. */
export const gridPng = (values: Float32Array, side: number, channels: number, columns: number): Uint8Array => {
  const bytes = toBytes(values);
  const size = side * side * channels;
  const count = Math.floor(bytes.length / size);
  const rows = Math.ceil(count / columns);
  const width = columns * (side + gap) - gap;
  const height = rows * (side + gap) - gap;
  const data = new Uint8Array(width * height * channels).fill(255);
  for (let image = 0; image < count; image += 1) {
    const left = (image % columns) * (side + gap);
    const top = Math.floor(image / columns) * (side + gap);
    for (let row = 0; row < side; row += 1) {
      const from = image * size + row * side * channels;
      data.set(bytes.subarray(from, from + side * channels), ((top + row) * width + left) * channels);
    }
  }
  return encode({ width, height, data, channels: channels === 1 ? 1 : 3 });
};

const scatter = (values: Float32Array): string => {
  const half = 3;
  const place = (value: number): string => (((value + half) / (2 * half)) * 400).toFixed(1);
  const dots = Array.from(
    { length: values.length / 2 },
    (_, i) => `<circle cx="${place(values[2 * i] ?? 0)}" cy="${place(-(values[2 * i + 1] ?? 0))}" r="2"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400"><rect width="400" height="400" fill="white"/><g fill="#1f77b4" fill-opacity="0.6">${dots.join('')}</g></svg>\n`;
};

/** Samples of the averaged generator from the run's fixed latents: a grid of images, or the points of a toy. */
export const drawSamples = async (trainer: Trainer, count: number): Promise<Picture> => {
  const { resolution, channels } = trainer.plan.model;
  const latents = trainer.latents(count);
  const images = trainer.sample(latents);
  const values = Float32Array.from(await images.data());
  latents.dispose();
  images.dispose();
  return resolution === 1
    ? { ending: 'svg', content: scatter(values) }
    : { ending: 'png', content: gridPng(values, resolution, channels, Math.ceil(Math.sqrt(count))) };
};

export const drawCurves = async (_file: string, _plan: unknown): Promise<string> => '<svg/>';
