// The public API that knows the file system: configuration, plugins, runs. Loads TensorFlow.js only when training starts.
export { loadConfig, type LoadedConfig, type LoadRequest } from './config/load-config.ts';
export { nodeCatalogue, type ListedPlugin, type NodeCatalogue } from './plugins/node-catalogue.ts';
export type { PluginPackage } from './plugins/packages.ts';
export { defaultRunFolder, openRunFiles, runFiles, slug, type RecordedConfig, type RunFiles } from './run/run-files.ts';
export { resumeRun, trainPlan, type Watch } from './run/train.ts';
export type { RunEvent, RunSummary } from './run/events.ts';
export type { Environment } from './run/environment.ts';
export { readMetrics } from './run/metrics-file.ts';
export { openInitialRun, openSavedRun, sampleRun, type SavedRun } from './run/sample.ts';
export { evaluateRuns, type Evaluation } from './run/evaluate.ts';
export { compareCurves } from './run/curves.ts';
export { drawImages } from './run/pictures.ts';
export { imageGrid } from './png/image-grid.ts';
export { encodePng } from './png/encode-png.ts';
export { lockFolder } from './run/lock.ts';
export { writeAtomically } from './run/atomic.ts';
export type { Picture } from './run/events.ts';
