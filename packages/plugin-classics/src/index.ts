export { pathLength } from './path-length.ts';
export { r1 } from './r1.ts';
