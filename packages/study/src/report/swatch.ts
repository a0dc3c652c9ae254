import { markup, type Markup } from './markup.ts';

/** The line that stands for an arm in every plot. */
export const swatch = (arm: number): Markup =>
  markup`<svg class="swatch arm-${arm}" viewBox="0 0 18 10" width="18" height="10" aria-hidden="true"><line class="line" x1="1" x2="17" y1="5" y2="5"/></svg>`;
