import { sameDimension, type FeatureSet } from './feature-set.ts';
import { neighbourRadii } from './neighbours.ts';
import { eachTile, exactDistance, pairOf, roundoff } from './products.ts';

export interface PrecisionRecall {
  /** Share of samples that lie where real images are: do they look right? 0 to 1. */
  readonly precision: number;
  /** Share of real images that lie where samples are: is everything there? 0 to 1. */
  readonly recall: number;
}

export interface DensityCoverage {
  /** Like precision, but how often: real neighbourhoods around a sample, over k. May exceed 1. */
  readonly density: number;
  /** Share of real images with a sample among their k nearest. 0 to 1. */
  readonly coverage: number;
}

/** Squared radius of the ball around each row. */
type Radii = Float64Array;

/** Visits every real row and fake row that lies in the real one's first ball, in the fake one's, in the real one's second. */
const eachNear = async (
  real: FeatureSet,
  fake: FeatureSet,
  balls: {
    readonly ofReal?: Radii | undefined;
    readonly ofFake?: Radii | undefined;
    readonly inside?: Radii | undefined;
  },
  near: {
    readonly ofReal: (fake: number) => void;
    readonly ofFake: (real: number) => void;
    readonly inside: (real: number) => void;
  },
): Promise<void> => {
  const pair = pairOf(real, fake);
  const { ofReal, ofFake, inside } = balls;
  await eachTile(pair, (tile) => {
    const { rows, columns, products } = tile;
    const error = roundoff(pair, tile);
    for (let row = rows.from, at = 0; row < rows.to; row += 1) {
      const length = pair.a.lengths[row] ?? 0;
      const own = ofReal?.[row] ?? -1;
      const second = inside?.[row] ?? -1;
      for (let column = columns.from; column < columns.to; column += 1, at += 1) {
        const other = pair.b.lengths[column] ?? 0;
        const theirs = ofFake?.[column] ?? -1;
        const distance = length * length + other * other - 2 * (products[at] ?? 0);
        const margin = error * (length + other) * (length + other);
        if (distance - margin > own && distance - margin > theirs && distance - margin > second) continue;
        const unsure =
          Math.abs(distance - own) <= margin ||
          Math.abs(distance - theirs) <= margin ||
          Math.abs(distance - second) <= margin;
        const sure = unsure ? exactDistance(real, row, fake, column) : distance;
        if (sure <= own) near.ofReal(column);
        if (sure <= theirs) near.ofFake(row);
        if (sure < second) near.inside(row);
      }
    }
  });
};

const share = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;

/** Balls around real rows, measured once for every set that they are compared with. */
export interface RealRadii {
  readonly precisionRecall?: Radii | undefined;
  readonly densityCoverage?: Radii | undefined;
}

export interface Neighbours {
  /** k of precision and recall. */
  readonly precisionRecall?: number | undefined;
  /** k of density and coverage. */
  readonly densityCoverage?: number | undefined;
}

/** @throws RangeError if there are not more rows than k */
export const realRadii = async (
  real: FeatureSet,
  { precisionRecall: one, densityCoverage: two }: Neighbours,
): Promise<RealRadii> => {
  const ks = [one, two].filter((k) => k !== undefined);
  if (ks.length === 0) return {};
  const radii = await neighbourRadii(real, ks);
  return {
    precisionRecall: one === undefined ? undefined : radii[0],
    densityCoverage: two === undefined ? undefined : radii[ks.length - 1],
  };
};

/**
 * Improved precision and recall (Kynkäänniemi et al., 2019) and density and coverage (Naeem et al., 2020), those with a k, from one pass
 * over all pairs. Distances are measured by the engine in float32; wherever that leaves a doubt, again in float64.
 * Throws a `RangeError` if dimensions differ or a set has not more than k rows.
 */
export const manifoldMetrics = async (
  real: FeatureSet,
  fake: FeatureSet,
  neighbours: Neighbours,
  radii?: RealRadii,
): Promise<Partial<PrecisionRecall & DensityCoverage>> => {
  sameDimension(real, fake);
  const { precisionRecall: k, densityCoverage: dense } = neighbours;
  const own = radii ?? (await realRadii(real, neighbours));
  const [ofFake] = k === undefined ? [] : await neighbourRadii(fake, [k]);
  const inReal = new Uint8Array(fake.count);
  const inFake = new Uint8Array(real.count);
  const covered = new Uint8Array(real.count);
  let hits = 0;
  await eachNear(
    real,
    fake,
    { ofReal: own.precisionRecall, ofFake, inside: own.densityCoverage },
    {
      ofReal: (at) => {
        inReal[at] = 1;
      },
      ofFake: (at) => {
        inFake[at] = 1;
      },
      inside: (at) => {
        covered[at] = 1;
        hits += 1;
      },
    },
  );
  return {
    ...(k === undefined ? {} : { precision: share(inReal), recall: share(inFake) }),
    ...(dense === undefined ? {} : { density: hits / (dense * fake.count), coverage: share(covered) }),
  };
};

/**
 * Improved precision and recall (Kynkäänniemi et al., 2019): a set's region is the union of balls that reach from each
 * member to its k-th nearest neighbour. Throws a `RangeError` if dimensions differ or a set has not more than k rows.
 */
export const precisionRecall = async (real: FeatureSet, fake: FeatureSet, k = 3): Promise<PrecisionRecall> => {
  const { precision = 0, recall = 0 } = await manifoldMetrics(real, fake, { precisionRecall: k });
  return { precision, recall };
};

/**
 * Density and coverage (Naeem et al., 2020): precision and recall made robust to single outliers, by real
 * neighbourhoods only. Throws a `RangeError` if dimensions differ or `real` has not more than k rows.
 */
export const densityCoverage = async (real: FeatureSet, fake: FeatureSet, k = 5): Promise<DensityCoverage> => {
  const { density = 0, coverage = 0 } = await manifoldMetrics(real, fake, { densityCoverage: k });
  return { density, coverage };
};
