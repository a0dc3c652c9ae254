import type { Family } from '../family.ts';
import { dcgan } from './dcgan/definition.ts';
import { mlp } from './mlp/definition.ts';

/** The families that come with ganreg. */
export const families: readonly Family[] = [dcgan as unknown as Family, mlp as unknown as Family];
