// The public API that runs on TensorFlow.js.
export { createTrainer, Trainer } from './trainer.ts';
export { Batches, type Data } from './batches.ts';
export type { Snapshot } from './trainer-state.ts';
export { adversarialLoss, type AdversarialLoss } from '../losses/adversarial.ts';
export { Adam } from './adam.ts';
export { mixture } from '../data/mixture.ts';
export { latentsOf, samplerFrom, type Sampler } from './sampler.ts';
export { attentionMaps, attentionOverlay } from './visual/attention.ts';
export { reconstruct, reconstructionRows } from './visual/reconstruction.ts';
export { estimateMemory, type MemoryEstimate } from './memory/estimate-memory.ts';
