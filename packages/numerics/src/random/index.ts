export { createRandom, type Random, type Stream } from './random.ts';
export type { Draws } from './draws.ts';
