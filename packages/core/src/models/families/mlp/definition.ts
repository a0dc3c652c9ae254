import { z } from 'zod';
import { activations } from '../../activation.ts';
import type { ParameterSpec } from '../../description.ts';
import { defineFamily } from '../../family.ts';

const options = z.strictObject({
  latentSize: z.int().positive().default(16),
  width: z.int().positive().default(128).describe('Units of each hidden layer'),
  depth: z.int().positive().default(2).describe('Hidden layers'),
  activation: z.enum(activations).default('relu'),
});

export type MlpOptions = z.output<typeof options>;

const layers = (
  depth: number,
  width: number,
  input: number,
  output: number,
): Readonly<Record<string, ParameterSpec>> => {
  const specs: Record<string, ParameterSpec> = {};
  for (let layer = 0; layer <= depth; layer += 1) {
    const from = layer === 0 ? input : width;
    const to = layer === depth ? output : width;
    specs[`${layer}/kernel`] = { shape: [from, to], initial: { normal: Math.sqrt((layer === depth ? 1 : 2) / from) } };
    specs[`${layer}/bias`] = { shape: [to], initial: 'zeros' };
  }
  return specs;
};

/**
 * Fully connected networks for points in the plane: an "image" is `[B, 1, 1, 2]`, its one feature map of side 1 the last
 * hidden layer. Its generator cannot be entered half-way: nothing of an image is left at side 1.
 */
export const mlp = defineFamily({
  name: 'mlp',
  options,
  defaultSize: (data) => data,
  describe: (given, { resolution, channels }) => {
    const { depth, width, latentSize } = given;
    const points = resolution ** 2 * channels;
    const hidden = (depth - 1) * width ** 2;
    return {
      family: 'mlp',
      resolution,
      channels,
      latentSize,
      styleSize: latentSize,
      generator: {
        taps: new Map([[1, width]]),
        parameters: layers(depth, width, latentSize, points),
        buffers: {},
        batchCoupled: false,
      },
      discriminator: {
        taps: new Map([[1, width]]),
        parameters: layers(depth, width, points, 1),
        buffers: {},
        batchCoupled: false,
      },
      macs: {
        generator: latentSize * width + hidden + width * points,
        discriminator: points * width + hidden + width,
        resume: () => width * points,
      },
    };
  },
  load: async () => (await import('./forwards.ts')).forwards,
});
