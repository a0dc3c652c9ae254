import { badQuantity } from '../errors/config.ts';

/** A point or length of training: steps, a share of the run (`'20%'`) or images shown to the discriminator (`'20k'`). */
export type Quantity = number | string;

/** What a quantity is measured against. */
export interface Scale {
  /** Real images per step. */
  readonly imagesPerStep: number;
  /** Steps of the whole run. */
  readonly steps: number;
}

const images = /^(\d+(?:\.\d+)?)(k|m)?$/iu;
const multiples: Readonly<Record<string, number>> = { k: 1000, m: 1_000_000 };

/** `200k` → 200000. Returns nothing for what is not a number of images. */
export const parseImages = (quantity: Quantity): number | undefined => {
  if (typeof quantity === 'number') return Number.isFinite(quantity) && quantity >= 0 ? quantity : undefined;
  const match = images.exec(quantity.trim());
  return match?.[1] === undefined ? undefined : Number(match[1]) * (multiples[match[2]?.toLowerCase() ?? ''] ?? 1);
};

const share = (quantity: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)%$/u.exec(quantity.trim());
  return match === null ? undefined : Number(match[1]) / 100;
};

/**
 * A quantity as whole steps: a plain number is steps, `'20%'` a share of the run, `'20k'` images.
 * @throws GanregError CONFIG_BAD_QUANTITY
 */
export const quantityInSteps = (quantity: Quantity, scale: Scale, path: string): number => {
  if (typeof quantity === 'number') {
    if (Number.isInteger(quantity) && quantity >= 0) return quantity;
    throw badQuantity(path, quantity, 'a whole number of steps, "20%" or images such as "20k"');
  }
  const part = share(quantity);
  if (part !== undefined && part <= 1) return Math.round(part * scale.steps);
  const count = part === undefined ? parseImages(quantity) : undefined;
  if (count === undefined) throw badQuantity(path, quantity, 'a whole number of steps, "20%" or images such as "20k"');
  return Math.round(count / scale.imagesPerStep);
};
