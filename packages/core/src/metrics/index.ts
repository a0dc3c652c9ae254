// Distances between sets of images. Embedding runs on TensorFlow.js; the metrics themselves are plain JavaScript in float64.
export { embedImages, type ImageSource } from './embed-images.ts';
export type { FeatureSet } from './feature-set.ts';
export { frechetDistance } from './frechet.ts';
export { gaussianStatistics, type GaussianStatistics } from './gaussian-statistics.ts';
export { kernelDistance } from './kernel-distance.ts';
export { densityCoverage, precisionRecall } from './manifold-metrics.ts';
export { adapted } from '../data/adapted.ts';
export { subset } from '../data/subset.ts';
export { toBytes } from '../data/quantise.ts';
export type { FeatureNetwork } from '../perceptual/feature-network.ts';
