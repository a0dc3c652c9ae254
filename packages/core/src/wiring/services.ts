import type { Data } from '../training/batches.ts';
import type { StepReport } from '../plugin/hooks.ts';
import type { PerceptualDistance } from '../perceptual/types.ts';
import { token } from './token.ts';

/** The images or points that a run learns from. A host provides its own by this token and `data: { use: service }`. */
export const TrainingData = token<Data>('data');

/** How far apart two batches of images look (GLeaD's reconstruction). A host provides its own and sets `perceptual: service`. */
export const Perceptual = token<PerceptualDistance>('perceptual');

/** Receives every step's numbers. Any number of sinks can be bound. */
export interface MetricSink {
  readonly write: (report: StepReport) => void;
}

/** Token under which {@link MetricSink}s are provided. */
export const Sink = token<MetricSink>('sink');

/** Milliseconds since some fixed moment; replaceable so that tests own the time. */
export const Clock = token<() => number>('clock');
