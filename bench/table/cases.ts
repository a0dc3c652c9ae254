import type { Case } from './case.ts';
import { activations, arithmetic, selection } from './elementwise.ts';
import { convolutions, products, resampling } from './linear.ts';
import { own } from './own.ts';
import { normalisation, rearrangements, reductions } from './shapes.ts';

/** Every row of the table, in its order. */
export const cases: readonly Case[] = [
  ...activations,
  ...arithmetic,
  ...selection,
  ...products,
  ...convolutions,
  ...resampling,
  ...reductions,
  ...rearrangements,
  ...normalisation,
  ...own,
];
