/** Points in the plane, the toy data of GAN dynamics. To a model they are images of side 1 with two channels. */
export interface PointSet {
  readonly kind: 'points';
  readonly name: string;
  readonly count: number;
  /** Names the set and everything that made it. */
  readonly hash: string;
  readonly licence?: string;
  /** The centres of its clusters. */
  readonly modes: readonly (readonly [number, number])[];
  /** Standard deviation of each cluster, per coordinate. */
  readonly deviation: number;
  readonly point: (index: number) => Float32Array;
}
