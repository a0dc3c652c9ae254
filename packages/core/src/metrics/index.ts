// Distances between sets of images. Embedding and inner products run on TensorFlow.js; what is summed up, is in float64.
export { embedImages, type ImageSource } from './embed-images.ts';
export type { FeatureSet } from './feature-set.ts';
export { frechetDistance } from './frechet.ts';
export { gaussianAccumulator, gaussianStatistics, type GaussianStatistics } from './gaussian-statistics.ts';
export { imageSpace, type ImageSpace, type Pixels } from './image-space.ts';
export { kernelDistance } from './kernel-distance.ts';
export { densityCoverage, manifoldMetrics, precisionRecall } from './manifold-metrics.ts';
export { featureMetrics, neighbours, referenceFor, type Reference } from './measure-features.ts';
export { adapted } from '../data/adapted.ts';
export { subset } from '../data/subset.ts';
export { toBytes } from '../data/quantise.ts';
export type { FeatureNetwork } from '../perceptual/feature-network.ts';
