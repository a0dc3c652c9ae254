/** Resolution → channels of a network's feature maps, known before any forward. */
export type Taps = ReadonlyMap<number, number>;

/** How a parameter starts; `normal` has mean 0 and this standard deviation. */
export type Initial = 'zeros' | 'ones' | { readonly normal: number };

export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** Shapes and initial values of a network’s parameters by path, for example `8/kernel`. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** What must be handed over to enter a generator half-way. */
export interface ReentrySpec {
  /** Sides at which it can be entered. */
  readonly resolutions: readonly number[];
  /** Channels of the skip image, where the family has one. */
  readonly imageChannels?: number | undefined;
  /** Whether styles are needed. */
  readonly styles: boolean;
}

/** Everything that can be known of a pair of networks without creating a tensor. */
export interface ModelDescription {
  readonly family: string;
  /** Side of the images; 1 for points in the plane. */
  readonly resolution: number;
  readonly channels: number;
  readonly latentSize: number;
  readonly styleSize: number;
  readonly generator: {
    readonly taps: Taps;
    readonly parameters: ParameterSpecs;
    readonly buffers: ParameterSpecs;
    readonly reentry?: ReentrySpec | undefined;
    /** Whether one sample's output depends on the others of its batch. */
    readonly batchCoupled: boolean;
  };
  readonly discriminator: {
    readonly taps: Taps;
    readonly parameters: ParameterSpecs;
    readonly buffers: ParameterSpecs;
    /**
     * How the images of a batch influence each other's scores: by normalisation over the batch, under which a gradient of one
     * score is not of one image, or by a statistic beside the features (minibatch standard deviation), which R1 is used with.
     */
    readonly batchCoupled: false | 'normalisation' | 'statistics';
    /**
     * With `statistics`: how many images of a batch of this size influence each other, members being batch/group apart. Missing:
     * all of them.
     */
    readonly groupOf?: ((batch: number) => number) | undefined;
  };
  /** Multiply-adds of one forward per image. */
  readonly macs: {
    readonly generator: number;
    readonly discriminator: number;
    /** The generator from this side on. */
    readonly resume: (resolution: number) => number;
  };
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Number of trainable scalars. */
export const countParameters = (specs: ParameterSpecs): number =>
  Object.values(specs).reduce((sum, spec) => sum + sizeOf(spec.shape), 0);

/**
 * The side that the papers use for features when none is given: a quarter of the image, or the nearest smaller one there is that
 * a decoder on the discriminator's features reaches.
 */
export const quarterResolution = (
  model: ModelDescription,
  sides: Iterable<number> = model.generator.taps.keys(),
): number => {
  const smallest = Math.min(...model.discriminator.taps.keys());
  const sorted = [...sides].filter((side) => side >= smallest).toSorted((one, other) => one - other);
  return sorted.findLast((side) => side <= Math.max(1, model.resolution / 4)) ?? sorted[0] ?? smallest;
};
