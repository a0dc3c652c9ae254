export { r1 } from './r1.ts';
