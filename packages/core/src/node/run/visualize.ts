import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pictureNeedsImages } from '../../errors/run.ts';
import { quarterResolution } from '../../models/description.ts';
import type { Trainer } from '../../training/trainer.ts';
import { panelsSvg } from '../curves/curves-svg.ts';
import type { Curves } from '../curves/types.ts';
import { rowsPng, rowsSvg, type ImageRow } from '../png/image-rows.ts';
import type { Picture } from './events.ts';
import { readMetrics } from './metrics-file.ts';
import { openTrainer } from './open-trainer.ts';
import type { SavedRun } from './sample.ts';
import { series } from './series.ts';

/** Which rows of pictures are wanted of a run. */
export interface RowsRequest {
  /** Real images, and as many generated ones. */
  readonly count: number;
  /** Of the latents; the run's own by default. */
  readonly seed?: number | undefined;
  readonly ending: Picture['ending'];
}

interface Shown {
  readonly trainer: Trainer;
  readonly reals: Tensor4D;
  /** Of the live generator: the one that the discriminator sees and that redraws. */
  readonly fakes: Tensor4D;
}

const toRow = async (label: string, images: Tensor4D): Promise<ImageRow> => {
  const values = Float32Array.from(await images.data());
  const channels = images.shape[3];
  images.dispose();
  return { label, values, channels };
};

const drawRows = async (
  run: SavedRun,
  { count, seed = run.plan.config.seed, ending }: RowsRequest,
  rowsOf: (shown: Shown) => Promise<readonly ImageRow[]>,
): Promise<Picture> => {
  const side = run.plan.model.resolution;
  if (side === 1) throw pictureNeedsImages();
  const { latentsOf, sampleImages } = await import('../../training/sampler.ts');
  const { trainer, dispose } = await openTrainer(run);
  try {
    const { batches, generator } = trainer.context;
    const latents = latentsOf(seed, count, run.plan.model.latentSize);
    const [reals, fakes] = [batches.first(count), sampleImages(generator, seed, latents)];
    latents.dispose();
    const rows = await rowsOf({ trainer, reals, fakes });
    return ending === 'png' ? { ending, content: rowsPng(rows, side) } : { ending, content: rowsSvg(rows, side) };
  } finally {
    await dispose();
  }
};

/**
 * Real and generated images above what the generator makes of the discriminator's view of them (GLeaD, figure 5).
 * @throws GanregError PLAN_MISSING_HEAD for a run without GLeaD, PICTURE_NEEDS_IMAGES
 */
export const drawReconstructions = (run: SavedRun, request: RowsRequest): Promise<Picture> =>
  drawRows(run, request, async ({ trainer, reals, fakes }) => {
    const { reconstruct } = await import('../../training/visual/reconstruction.ts');
    const redrawn = [reconstruct(trainer.context, reals), reconstruct(trainer.context, fakes)] as const;
    return [
      await toRow('real', reals),
      await toRow('redrawn', redrawn[0]),
      await toRow('generated', fakes),
      await toRow('redrawn', redrawn[1]),
    ];
  });

/**
 * Real and generated images above the places that decide their realness score, by the discriminator's features of side
 * `resolution`: a quarter of the image by default (GLeaD, figure 6).
 * @throws GanregError FEATURES_MISSING with the sides that there are, PICTURE_NEEDS_IMAGES
 */
export const drawAttention = (
  run: SavedRun,
  {
    resolution = quarterResolution(run.plan.model),
    ...request
  }: RowsRequest & { readonly resolution?: number | undefined },
): Promise<Picture> =>
  drawRows(run, request, async ({ trainer, reals, fakes }) => {
    const { attentionMaps, attentionOverlay } = await import('../../training/visual/attention.ts');
    const overlay = (images: Tensor4D): Tensor4D => {
      const maps = attentionMaps(trainer.context.discriminator, images, resolution);
      const painted = attentionOverlay(images, maps);
      maps.dispose();
      return painted;
    };
    const painted = [overlay(reals), overlay(fakes)] as const;
    const name = `attention ${resolution}×${resolution}`;
    return [
      await toRow('real', reals),
      await toRow(name, painted[0]),
      await toRow('generated', fakes),
      await toRow(name, painted[1]),
    ];
  });

/**
 * Mean realness score of reals and of generated images over training (GLeaD, figure 4), exponentially smoothed: one chart of
 * one run, or of several runs a chart of their reals and one of their generated images.
 * @param files `metrics.jsonl` of each run by the name to show
 * @param smoothing what a smoothed value keeps of the one before, 0 … 1
 */
export const drawRealness = async (files: Readonly<Record<string, string>>, smoothing: number): Promise<Picture> => {
  const runs = await Promise.all(
    Object.entries(files).map(async ([name, file]) => ({ name, lines: await readMetrics(file) })),
  );
  const shared = { xLabel: 'images', yLabel: 'mean logit', smoothing };
  const [first] = runs;
  const panels: readonly Curves[] =
    first !== undefined && runs.length === 1
      ? [
          {
            ...shared,
            title: `realness score: ${first.name}`,
            series: [series(first.lines, 'score/real', 'real'), series(first.lines, 'score/fake', 'generated')],
          },
        ]
      : [
          { ...shared, title: 'reals', series: runs.map(({ name, lines }) => series(lines, 'score/real', name)) },
          { ...shared, title: 'generated', series: runs.map(({ name, lines }) => series(lines, 'score/fake', name)) },
        ];
  return { ending: 'svg', content: panelsSvg(panels, { width: 560, height: 360 }) };
};
