import { indivisibleBatch } from '../errors/plan.ts';
import type { LossName } from '../losses/adversarial.ts';
import type { ModelDescription } from '../models/description.ts';
import type { PlannedPlugin } from './types.ts';

/** What decides whether a batch may be taken in parts. */
export interface Divisible {
  readonly batch: number;
  readonly loss: LossName;
  readonly model: ModelDescription;
  readonly plugins: readonly PlannedPlugin[];
  readonly measuresGradients: boolean;
}

/** Images of a batch that influence each other's scores, members being batch/group apart. */
export const groupOf = ({ discriminator }: ModelDescription, batch: number): number =>
  discriminator.groupOf?.(batch) ?? 1;

const ofModel = ({ model: { generator, discriminator } }: Divisible): readonly string[] => [
  ...(discriminator.batchCoupled === 'normalisation' ? ['the discriminator normalises over the batch'] : []),
  ...(discriminator.batchCoupled === 'statistics' && discriminator.groupOf === undefined
    ? ['the discriminator compares the images of a batch with each other']
    : []),
  ...(generator.batchCoupled ? ['the generator normalises over the batch'] : []),
];

const ofPlugin = ({
  id,
  requirements: { batchCoupled = 'it does not say that it takes images one by one' },
}: PlannedPlugin) => (batchCoupled === false ? [] : [`${id}: ${batchCoupled}`]);

/** Why this batch cannot be taken in parts, whatever their size; empty where it can. */
export const obstaclesToParts = (given: Divisible): readonly string[] => [
  ...ofModel(given),
  ...(given.loss.startsWith('relativistic')
    ? [`the loss ${given.loss} compares images with the mean of the batch`]
    : []),
  ...given.plugins.flatMap(ofPlugin),
  ...(given.measuresGradients ? ['run.gradients measures the gradient of whole batches'] : []),
];

/** Sizes of parts that a batch can be taken in, largest first; all of whole groups of images, and of two at least. */
export const sizesOfParts = ({ batch, model }: Pick<Divisible, 'batch' | 'model'>): readonly number[] => {
  const group = groupOf(model, batch);
  const fits = (size: number): boolean => batch % size === 0 && size % group === 0 && groupOf(model, size) === group;
  return Array.from({ length: Math.max(0, batch - 2) }, (_, index) => batch - 1 - index).filter(fits);
};

/** @throws GanregError PLAN_MICRO_BATCH with every reason why the batch cannot be taken in parts of this size */
export const checkMicroBatch = (size: number, given: Divisible): void => {
  const obstacles = obstaclesToParts(given);
  const sizes = sizesOfParts(given);
  if (obstacles.length > 0 || !sizes.includes(size)) throw indivisibleBatch(size, given.batch, obstacles, sizes);
};
