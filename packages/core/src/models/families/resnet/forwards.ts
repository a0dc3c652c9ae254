import type { FamilyForwards } from '../../family.ts';
import { discriminator } from './discriminator.ts';
import { generator } from './generator.ts';
import type { ResnetOptions } from './options.ts';

export const forwards: FamilyForwards<ResnetOptions> = { generator, discriminator };
