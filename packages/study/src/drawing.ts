// How reports draw, for pages that show the same things while they happen. Needs nothing of Node.
export { markup, Markup, px } from './report/markup.ts';
export { drawing, frame, type Scale } from './report/plots/frame.ts';
export { realnessPlot, scoreRange, type Scores } from './report/plots/realness.ts';
export { style } from './report/style.ts';
export { swatch } from './report/swatch.ts';
export { grouped, seconds } from './report/wording.ts';
