import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layers, weightsOf } from './small-network.ts';

/** Writes the small network as a tfjs LayersModel: `model.json` and `weights.bin`. */
export const writeLayersModel = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const convolution = ({ name, kernel }: (typeof layers)[number], index: number) => ({
    class_name: 'Conv2D',
    config: {
      name,
      filters: kernel[3],
      kernel_size: [kernel[0], kernel[1]],
      strides: [2, 2],
      padding: 'valid',
      activation: 'relu',
      use_bias: true,
      ...(index === 0 ? { batch_input_shape: [null, 28, 28, 3] } : {}),
    },
  });
  const topology = {
    class_name: 'Sequential',
    config: {
      name: 'small',
      layers: [...layers.map(convolution), { class_name: 'GlobalAveragePooling2D', config: { name: 'means' } }],
    },
  };
  const weights = layers.map((layer) => ({ layer, ...weightsOf(layer) }));
  await writeFile(
    join(folder, 'model.json'),
    JSON.stringify({
      modelTopology: { model_config: topology },
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: weights.flatMap(({ layer, bias }) => [
            { name: `${layer.name}/kernel`, shape: layer.kernel, dtype: 'float32' },
            { name: `${layer.name}/bias`, shape: [bias.length], dtype: 'float32' },
          ]),
        },
      ],
    }),
  );
  const parts = weights.flatMap(({ kernel, bias }) => [kernel, bias]);
  await writeFile(
    join(folder, 'weights.bin'),
    Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))),
  );
};
