import { resolve } from 'node:path';
import { GanregError } from '../../errors/ganreg-error.ts';
import { pixelDistance } from '../../perceptual/pixel-distance.ts';
import { featureDistance } from '../../perceptual/feature-distance.ts';
import type { PerceptualDistance } from '../../perceptual/types.ts';
import type { Plan } from '../../plan/types.ts';
import { openFeatureNetwork } from '../features/open-feature-network.ts';
import { openLayersNetwork } from '../features/open-layers-network.ts';

/** Images too small for a network of photographs, and what is not an image, are compared by their pixels. */
const seesFeatures = ({ resolution, channels }: Plan['model']): boolean =>
  resolution >= 16 && (channels === 1 || channels === 3);

/**
 * What `perceptual:` names: `mse`, or by default features of the vendored network plus pixels (pixels alone below 16×16). The run
 * records which.
 * @throws GanregError SERVICE_MISSING
 */
export const openPerceptual = async (
  { config: { perceptual }, model }: Plan,
  project: string,
): Promise<PerceptualDistance> => {
  if (perceptual === 'service') {
    throw new GanregError('SERVICE_MISSING', 'perceptual: service is set, but nobody provides Perceptual.', {
      path: 'perceptual',
      fix: 'scope.provide(Perceptual, …)',
    });
  }
  if (perceptual === 'mse' || !seesFeatures(model)) return pixelDistance();
  const network =
    perceptual === 'default' ? await openFeatureNetwork() : await openLayersNetwork(resolve(project, perceptual.path));
  const distance = featureDistance(network);
  return { ...distance, dispose: () => network.dispose() };
};
