import { toBytes } from '../../data/quantise.ts';
import { adapted } from '../../data/adapted.ts';
import { GanregError } from '../../errors/ganreg-error.ts';
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

/**
 * Fréchet distances of saved generators to the training data that they share, in the vendored feature space, with the
 * real-vs-real floor. The real images are embedded once.
 * @param count samples of each
 * @throws GanregError METRIC_NEEDS_IMAGES for points, METRIC_MIXES_DATA when the runs learned different data or sizes
 */
export const evaluateRuns = async (runs: readonly SavedRun[], count: number): Promise<readonly Evaluation[]> => {
  const [first] = runs;
  if (first === undefined) return [];
  const { plan, project } = first;
  const key = ({ plan: { config, model } }: SavedRun): string =>
    JSON.stringify([config.data, model.resolution, model.channels]);
  const other = runs.find((run) => key(run) !== key(first));
  if (other !== undefined) {
    throw new GanregError('METRIC_MIXES_DATA', `runs of ${key(first)} and ${key(other)} cannot share a reference.`, {
      fix: 'evaluate them apart',
    });
  }
  const [{ openData }, { openFeatureNetwork }, { measureImages }, { imageSpace }] = await Promise.all([
    import('./open-services.ts'),
    import('../features/open-feature-network.ts'),
    import('../../metrics/measure-images.ts'),
    import('../../metrics/image-space.ts'),
  ]);
  const data = await openData(plan.config, project, plan.model.resolution);
  if (data.kind === 'points') {
    throw new GanregError('METRIC_NEEDS_IMAGES', 'these runs learned points; the Fréchet distance compares images.', {
      fix: 'see their samples instead',
    });
  }
  const test = await openData(plan.config, project, plan.model.resolution, 'test').catch(() => undefined);
  const heldOut = test?.kind === 'images' && test.hash !== data.hash && test.count >= count ? test : undefined;
  const results: Evaluation[] = [];
  let reference: Parameters<typeof measureImages>[0]['reference'] = adapted(data, plan.model);
  let floor: number | undefined;
  for (const [index, run] of runs.entries()) {
    // Sampling chooses the engine, so the network is loaded after it.
    const samples = asSource(await sampleRun(run, count), plan.model);
    const space = imageSpace(await openFeatureNetwork());
    try {
      const floorAsked = index === 0 && heldOut !== undefined;
      const measured = await measureImages({
        space,
        metrics: ['fd'],
        reference,
        samples,
        ...(floorAsked ? { heldOut: adapted(heldOut, plan.model) } : {}),
      });
      reference = measured.reference;
      floor ??= measured.real?.fd;
      results.push({
        name: `FD-${measured.space}, n = ${count}`,
        distance: measured.values.fd ?? Number.NaN,
        floor,
        count,
        weightsHash: measured.weightsHash,
        referenceHash: data.hash,
      });
    } finally {
      space.dispose();
    }
  }
  return results;
};
