import type { ImageShape } from './dataset.ts';
import { resampler } from './resample.ts';

export interface Adaptation {
  /** What is done, in words and in order; empty when data and model already agree. */
  readonly steps: readonly string[];
  /** One image in the dataset's shape to one in the model's. */
  readonly apply: (pixels: Uint8Array) => Uint8Array;
}

interface Stage {
  readonly step: string;
  readonly shape: ImageShape;
  readonly apply: (pixels: Uint8Array) => Uint8Array;
}

/**
 * How images of one shape are brought to the square shape a model works in. Never a reason to refuse.
 *
 * 1. colour becomes grey by luma (Rec. 601), if the model is grey;
 * 2. what is not square is cropped to the central square;
 * 3. grey images that are up to a seventh too small (28 → 32) get a centred black border, so that drawings on black
 *    keep their exact pixels; every other difference in size is resized with an antialiased half-pixel triangle filter
 *    (a border around photographs would be learnt as part of them);
 * 4. grey repeats to RGB, if the model is coloured.
 */
export function adaptation(
  from: ImageShape,
  to: { readonly resolution: number; readonly channels: number },
): Adaptation {
  const stages: Stage[] = [];
  let shape = from;
  const add = (stage: Stage | undefined) => {
    if (stage === undefined) return;
    stages.push(stage);
    shape = stage.shape;
  };
  if (to.channels === 1) add(toGrey(shape));
  add(cropSquare(shape));
  add(toSide(shape, to.resolution));
  add(repeatChannels(shape, to.channels));
  return {
    steps: stages.map(({ step }) => step),
    apply: (pixels) => stages.reduce((image, stage) => stage.apply(image), pixels),
  };
}

function toGrey(shape: ImageShape): Stage | undefined {
  const { height, width, channels } = shape;
  if (channels < 3) return undefined;
  return {
    step: 'colour turns grey by luma',
    shape: { height, width, channels: 1 },
    apply: (pixels) => {
      const grey = new Uint8ClampedArray(height * width);
      for (let i = 0; i < grey.length; i++) {
        const at = (offset: number) => pixels[i * channels + offset] ?? 0;
        grey[i] = 0.299 * at(0) + 0.587 * at(1) + 0.114 * at(2);
      }
      return new Uint8Array(grey.buffer);
    },
  };
}

function cropSquare(shape: ImageShape): Stage | undefined {
  const { height, width, channels } = shape;
  if (height === width) return undefined;
  const side = Math.min(height, width);
  const top = Math.floor((height - side) / 2);
  const left = Math.floor((width - side) / 2);
  return {
    step: `crops ${width}×${height} to the central ${side}×${side}`,
    shape: { height: side, width: side, channels },
    apply: (pixels) => {
      const cropped = new Uint8Array(side * side * channels);
      for (let y = 0; y < side; y++) {
        const start = ((top + y) * width + left) * channels;
        cropped.set(pixels.subarray(start, start + side * channels), y * side * channels);
      }
      return cropped;
    },
  };
}

function toSide(shape: ImageShape, resolution: number): Stage | undefined {
  const side = shape.height;
  if (side === resolution) return undefined;
  const grown = { ...shape, height: resolution, width: resolution };
  const missing = resolution - side;
  if (shape.channels === 1 && missing > 0 && missing * 7 <= side) {
    const before = Math.floor(missing / 2);
    return {
      step: `pads ${side} → ${resolution}`,
      shape: grown,
      apply: (pixels) => {
        const padded = new Uint8Array(resolution * resolution);
        for (let y = 0; y < side; y++) {
          padded.set(pixels.subarray(y * side, (y + 1) * side), (y + before) * resolution + before);
        }
        return padded;
      },
    };
  }
  const resample = resampler(shape, grown);
  return {
    step: `resizes ${side} → ${resolution} (antialiased triangle filter)`,
    shape: grown,
    apply: (pixels) => new Uint8Array(Uint8ClampedArray.from(resample(pixels)).buffer),
  };
}

function repeatChannels(shape: ImageShape, channels: number): Stage | undefined {
  if (shape.channels === channels) return undefined;
  const { height, width } = shape;
  return {
    step:
      shape.channels === 1 && channels === 3 ? 'grey repeats to RGB' : `${shape.channels} channels become ${channels}`,
    shape: { height, width, channels },
    apply: (pixels) => {
      const repeated = new Uint8Array(height * width * channels);
      for (let i = 0; i < repeated.length; i++) {
        const pixel = Math.floor(i / channels);
        repeated[i] = pixels[pixel * shape.channels + ((i % channels) % shape.channels)] ?? 0;
      }
      return repeated;
    },
  };
}
