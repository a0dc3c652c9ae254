import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { GanregError } from '../../errors/ganreg-error.ts';
import type { FeatureNetwork } from '../../perceptual/feature-network.ts';
import { readLayersModel } from './layers-model.ts';

/** The maps that enter each pooling layer, as LPIPS taps VGG; the model's own outputs where it has several or no pooling. */
const tapsOf = (model: LayersModel): readonly SymbolicTensor[] => {
  if (model.outputs.length > 1) return model.outputs;
  const pooled = model.layers.filter(
    (layer) => layer.getClassName().endsWith('Pooling2D') && !layer.getClassName().startsWith('Global'),
  );
  return pooled.length > 0 ? pooled.map((layer) => layer.input as SymbolicTensor) : model.outputs;
};

/**
 * A frozen network of your own: a tfjs LayersModel (`model.json` and its weight files) that sees RGB images in [-1, 1] of any
 * side. Its feature maps are what enters each pooling layer.
 * @throws GanregError CONFIG_UNREADABLE, PERCEPTUAL_UNSUITABLE
 */
export const openLayersNetwork = async (file: string): Promise<FeatureNetwork> => {
  const { model: submodel } = await import('@tensorflow/tfjs-layers');
  const { model: whole, weightsHash } = await readLayersModel(file);
  const outputs = tapsOf(whole);
  const flat = outputs.find((output) => output.shape.length !== 4);
  if (flat !== undefined || whole.inputs.length !== 1) {
    throw new GanregError('PERCEPTUAL_UNSUITABLE', `${file} gives no feature maps [B, H, W, C] of one image input.`, {
      path: 'perceptual.path',
      fix: 'give a convolutional LayersModel with pooling layers or with feature maps as outputs',
    });
  }
  const network = submodel({ inputs: whole.inputs, outputs: [...outputs] });
  network.trainable = false;
  const rgb = (images: tf.Tensor4D): tf.Tensor4D =>
    images.shape[3] === 3 ? images : tf.concat([images, images, images], 3);
  const maps = (images: tf.Tensor4D): readonly tf.Tensor4D[] =>
    [network.apply(rgb(images), { training: false })].flat() as tf.Tensor4D[];
  const smallest = whole.inputs[0]?.shape[1] ?? 16;
  return {
    name: `tfjs:${whole.name}`,
    description: `LayersModel ${file}`,
    licence: 'given by the user',
    weightsHash,
    minimumSide: smallest,
    evaluationSide: smallest,
    taps: outputs.map((output) => output.name),
    dimension: outputs.reduce((sum, output) => sum + (output.shape[3] ?? 0), 0),
    macs: () => 0,
    maps,
    embed: (images) =>
      tf.tidy(() =>
        tf.concat(
          maps(images).map((map) => tf.mean<tf.Tensor2D>(map, [1, 2])),
          1,
        ),
      ),
    dispose: () => {
      whole.dispose();
    },
  };
};
