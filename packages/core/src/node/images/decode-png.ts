import { convertIndexedToRgb, decode, type DecodedPng, type IndexedColors } from 'fast-png';
import { neededChunks } from './png-chunks.ts';
import type { Rgba } from './rgba.ts';

/** A PNG file's pixels, of any colour type and depth; 16 bits are rounded to 8. Throws an `Error` on a broken file. */
export function decodePng(bytes: Uint8Array): Rgba {
  const png = decode(neededChunks(bytes), { checkCrc: true });
  const { width, height } = png;
  if (png.palette !== undefined)
    return { width, height, data: spread(convertIndexedToRgb(png), png.palette[0]?.length ?? 3) };
  if (png.depth < 8)
    return { width, height, data: spread(convertIndexedToRgb({ ...png, palette: greyPalette(png) }), 4) };
  return { width, height, data: fromSamples(png) };
}

/** Greys of 1, 2 or 4 bits are packed like palette indices, so they are unpacked as such. */
function greyPalette({ depth, transparency }: DecodedPng): IndexedColors {
  const levels = 2 ** depth;
  return Array.from({ length: levels }, (_, level) => {
    const grey = Math.round((level * 255) / (levels - 1));
    return [grey, grey, grey, transparency?.[0] === level ? 0 : 255];
  });
}

function spread(data: ArrayLike<number>, channels: number): Uint8Array {
  if (channels === 4) return Uint8Array.from(data);
  const rgba = new Uint8Array((data.length / 3) * 4).fill(255);
  for (let i = 0; i < data.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = data[i] ?? 0;
  return rgba;
}

function fromSamples({ width, height, channels, depth, data, transparency }: DecodedPng): Uint8Array {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const scale = depth === 16 ? 255 / 65535 : 1;
  const coloured = channels >= 3;
  const hasAlpha = channels === 2 || channels === 4;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const sample = (channel: number) => data[pixel * channels + channel] ?? 0;
    const isKey = transparency?.every((value, channel) => value === sample(channel)) ?? false;
    for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = sample(coloured ? c : 0) * scale;
    rgba[pixel * 4 + 3] = hasAlpha ? sample(channels - 1) * scale : isKey ? 0 : 255;
  }
  return new Uint8Array(rgba.buffer);
}
