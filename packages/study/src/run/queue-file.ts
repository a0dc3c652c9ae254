/** `queue.json` in a study's folder: where its trials are, for whoever watches. Not part of the results. */
export interface QueueFile {
  readonly format: 1;
  readonly queue: string;
  readonly store: string;
  readonly study: string;
  /** When this was written, ISO 8601. */
  readonly at: string;
  /** Those that have not ended. */
  readonly trials: readonly {
    readonly arm: string;
    readonly seed: number;
    readonly state: 'waiting' | 'running';
    readonly worker: string | null;
    readonly step: number;
    readonly steps: number;
  }[];
}
