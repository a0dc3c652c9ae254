// Images from exported weights, in browsers too: needs nothing of Node, no data, no plugin.
export { openExported, type ExportedModel, type ExportedSampler } from './exported.ts';
