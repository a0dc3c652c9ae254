import type { Family } from '../family.ts';
import { dcgan } from './dcgan/definition.ts';
import { mlp } from './mlp/definition.ts';
import { resnet } from './resnet/definition.ts';
import { stylegan2 } from './stylegan2/definition.ts';

/** The families that come with ganreg. */
export const families: readonly Family[] = [dcgan, mlp, resnet, stylegan2].map((family) => family as unknown as Family);
