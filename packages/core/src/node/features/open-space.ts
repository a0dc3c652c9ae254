import { resolve } from 'node:path';
import type { SpaceSpec } from '../../config/schema.ts';
import { imageSpace, type ImageSpace } from '../../metrics/image-space.ts';
import { randomNetwork } from '../../perceptual/random-network.ts';
import { openFeatureNetwork } from './open-feature-network.ts';
import { openOnnxSpace } from './open-onnx-space.ts';
import { openTfjsSpace } from './open-tfjs-space.ts';

/** A feature space of images. */
export type ImageSpaceSpec = Exclude<SpaceSpec, { readonly use: 'points' }>;

/**
 * Opens a feature space on the current engine.
 * @param project folder that paths are relative to and that optional packages are installed in
 * @throws GanregError CONFIG_UNREADABLE, SPACE_NEEDS_ONNXRUNTIME, SPACE_UNSUITABLE
 */
export const openImageSpace = async (spec: ImageSpaceSpec, project: string): Promise<ImageSpace> => {
  switch (spec.use) {
    case 'efficientnet-lite0':
      return imageSpace(await openFeatureNetwork());
    case 'random':
      return imageSpace(await randomNetwork());
    case 'onnx':
      return openOnnxSpace(resolve(project, spec.path), project, spec);
    default:
      return openTfjsSpace(resolve(project, spec.path), spec);
  }
};
