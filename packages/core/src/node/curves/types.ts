export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  /** In the order of x. Points that are not finite are left out. */
  readonly points: readonly Point[];
  /** Any CSS colour; by default one of eight that colour-blind readers can tell apart. */
  readonly color?: string;
}

export interface Curves {
  readonly title: string;
  readonly series: readonly Series[];
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** 0 draws the values as they are; towards 1, a smoother line over them, faint behind it. Default 0.9. */
  readonly smoothing?: number;
  /** Default linear. A logarithmic scale leaves out values that are not positive. */
  readonly yScale?: 'linear' | 'log';
}
