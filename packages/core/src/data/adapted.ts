import { adaptation } from './adapt.ts';
import type { Dataset } from './dataset.ts';

/** A dataset as a model sees it, each image adapted when it is asked for. The hash names set and adaptation. */
export function adapted(dataset: Dataset, model: { readonly resolution: number; readonly channels: number }): Dataset {
  const { steps, apply } = adaptation(dataset, model);
  if (steps.length === 0) return dataset;
  return {
    ...dataset,
    height: model.resolution,
    width: model.resolution,
    channels: model.channels,
    hash: `${dataset.hash}: ${steps.join(', ')}`,
    image: (index) => apply(dataset.image(index)),
  };
}
