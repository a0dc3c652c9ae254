import { toBytes } from '../../data/quantise.ts';
import { adaptation } from '../../data/adapt.ts';
import type { Dataset } from '../../data/dataset.ts';
import { GanregError } from '../../errors.ts';
import type { Plan } from '../../plan/types.ts';
import type { ImageSource } from '../../metrics/embed-images.ts';
import { sampleRun, type SavedRun } from './sample.ts';

/** A number with everything that must be equal for another to be compared with it. */
export interface Evaluation {
  /** `FD-…@…, n = …`: names the feature space and the number of images; never FID. */
  readonly name: string;
  readonly distance: number;
  /** The same distance for as many held-out real images: what a perfect generator would get. */
  readonly floor: number | undefined;
  readonly count: number;
  readonly weightsHash: string;
  readonly referenceHash: string;
}

const asSource = (values: Float32Array, { resolution, channels }: Plan['model']): ImageSource => {
  const bytes = toBytes(values);
  const size = resolution * resolution * channels;
  return {
    count: bytes.length / size,
    height: resolution,
    width: resolution,
    channels,
    image: (index) => bytes.subarray(index * size, (index + 1) * size),
  };
};

/** Real images brought to the model's size as in training, so that the distance compares nothing but the generator. */
const adapted = (data: Dataset, { resolution, channels }: Plan['model'], count: number): ImageSource => {
  const { apply } = adaptation(data, { resolution, channels });
  return {
    count: Math.min(count, data.count),
    height: resolution,
    width: resolution,
    channels,
    image: (index) => apply(data.image(index)),
  };
};

/**
 * Fréchet distance of a saved generator to its training data in the vendored feature space, with the real-vs-real floor.
 * @param count images of each set; more real images than there are give fewer
 * @throws GanregError METRIC_NEEDS_IMAGES for points
 */
export const evaluateRun = async (run: SavedRun, count: number): Promise<Evaluation> => {
  const { plan, project } = run;
  const [{ openData }, { openFeatureNetwork }, { evaluateFrechet }] = await Promise.all([
    import('./open-services.ts'),
    import('../features/open-feature-network.ts'),
    import('../../metrics/evaluate-frechet.ts'),
  ]);
  const data = await openData(plan.config, project, plan.model.resolution);
  if (data.kind === 'points') {
    throw new GanregError('METRIC_NEEDS_IMAGES', 'this run learned points; the Fréchet distance compares images.', {
      fix: 'see its samples instead',
    });
  }
  const test = await openData(plan.config, project, plan.model.resolution, 'test').catch(() => undefined);
  const heldOut = test?.kind === 'images' && test.hash !== data.hash && test.count >= count ? test : undefined;
  const samples = asSource(await sampleRun(run, count), plan.model);
  const network = await openFeatureNetwork();
  try {
    const result = await evaluateFrechet({
      network,
      reference: adapted(data, plan.model, data.count),
      samples,
      ...(heldOut === undefined ? {} : { heldOut: adapted(heldOut, plan.model, count) }),
    });
    return {
      name: result.name,
      distance: result.distance,
      floor: result.floor,
      count: result.count,
      weightsHash: result.weightsHash,
      referenceHash: data.hash,
    };
  } finally {
    network.dispose();
  }
};
