import type { FamilyForwards } from '../../family.ts';
import type { Stylegan2Options } from './options.ts';
import { discriminator } from './discriminator.ts';
import { mapping } from './mapping.ts';
import { synthesis } from './synthesis.ts';

export const forwards: FamilyForwards<Stylegan2Options> = {
  generator: (given) => ({ map: mapping(given), ...synthesis(given) }),
  discriminator,
};
