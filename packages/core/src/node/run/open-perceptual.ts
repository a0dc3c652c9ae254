import * as tf from '@tensorflow/tfjs-core';
import type { Plan } from '../../plan/types.ts';
import { pixelDistance } from '../../perceptual/pixel-distance.ts';
import type { PerceptualDistance } from '../../perceptual/types.ts';

export const openPerceptual = async (plan: Plan, _project: string): Promise<PerceptualDistance> => {
  void plan;
  void tf;
  return pixelDistance();
};
