import type { Data } from '../training/batches.ts';
import type { StepReport } from '../plugin/hooks.ts';
import type { PerceptualDistance } from '../perceptual/types.ts';
import { token } from './token.ts';

/** The images or points that a run learns from. A host provides its own by this token and `data: { use: service }`. */
export const TrainingData = token<Data>('data');

/** How far apart two batches of images look (GLeaD's reconstruction). A host provides its own and sets `perceptual: service`. */
export const Perceptual = token<PerceptualDistance>('perceptual');

/** What the numbers that a sink receives are of. */
export interface SinkRun {
  readonly folder: string;
  /** The first step to come. What a sink has of this step or later is about to be told anew. */
  readonly step: number;
  /** Of the whole run. */
  readonly steps: number;
  readonly imagesPerStep: number;
  /** As validated, defaults filled; JSON. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Samples of the run's fixed latents: a grid of images as PNG, or points of a toy as SVG. */
export interface SinkPicture {
  /** Steps done. */
  readonly step: number;
  readonly ending: 'png' | 'svg';
  readonly content: Uint8Array | string;
}

/** Something that happened beside the numbers: `diverged`, `leak`. */
export interface SinkEvent {
  readonly step: number;
  readonly event: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Receives what a run tells. Any number of sinks can be bound. Calls return at once, as training waits for none of them: what takes
 * time is begun and left to itself. A sink that throws is reported once, and the run goes on.
 */
export interface MetricSink {
  /** Every step's numbers. */
  readonly write: (report: StepReport) => void;
  readonly begin?: (run: SinkRun) => void | Promise<void>;
  /** The run has gone back: what was told of this step or later is void. */
  readonly restart?: (step: number) => void;
  readonly picture?: (picture: SinkPicture) => void;
  readonly event?: (event: SinkEvent) => void;
  /** The last call; waited for a few seconds. */
  readonly close?: (state: 'finished' | 'interrupted' | 'paused' | 'failed') => void | Promise<void>;
}

/** Token under which {@link MetricSink}s are provided. */
export const Sink = token<MetricSink>('sink');

/** Milliseconds since some fixed moment; replaceable so that tests own the time. */
export const Clock = token<() => number>('clock');
