import type { FeatureSet } from '@ganreg/core/metrics';
import { createRandom } from '@ganreg/numerics/random';
import type { Clause } from '../clause.ts';
import { broken } from '../contract-error.ts';

/** A number that says how like a set of generated features is to one of real features. */
export interface Metric {
  readonly name: string;
  readonly better: 'lower' | 'higher';
  /** What it is blind to: `precision` may miss forgotten modes, `recall` bad images. Default: nothing. */
  readonly blindTo?: 'forgotten modes' | 'bad images';
  /** @throws RangeError when the two have other dimensions */
  readonly measure: (real: FeatureSet, generated: FeatureSet) => number | Promise<number>;
}

const [count, dimension, modes] = [200, 4, 8];

interface Cloud {
  readonly stream: string;
  readonly noise?: number;
  readonly modes?: number;
  readonly dimension?: number;
}

/** Features around a few centres, with noise on top. */
const cloud = ({ stream, noise = 0, modes: used = modes, dimension: width = dimension }: Cloud): FeatureSet => {
  const centres = createRandom(3)
    .stream('centres')
    .at(0)
    .normal(modes * width);
  const draws = createRandom(3).stream(stream).at(0);
  const spread = draws.normal(count * width);
  const values = spread.map((each, place) => {
    const [row, column] = [Math.floor(place / width), place % width];
    return 4 * (centres[(row % used) * width + column] ?? 0) + each * Math.hypot(0.5, noise);
  });
  return { count, dimension: width, values: Float32Array.from(values) };
};

const shuffled = ({ count: rows, dimension: width, values }: FeatureSet): FeatureSet => {
  const order = createRandom(3).stream('order').at(0).permutation(rows);
  const moved = new Float32Array(values.length);
  order.forEach((from, to) => moved.set(values.subarray(from * width, (from + 1) * width), to * width));
  return { count: rows, dimension: width, values: moved };
};

const worse = ({ better }: Metric, value: number, reference: number): boolean =>
  better === 'lower' ? value > reference : value < reference;

const real = cloud({ stream: 'real' });
const alike = cloud({ stream: 'alike' });

/** What every metric must keep, by name. */
export const metricChecks = {
  isANumber: {
    title: 'gives one finite number, the same every time, and leaves the features alone',
    run: async ({ measure }) => {
      const copy = cloud({ stream: 'alike' });
      const [once, again] = [await measure(real, copy), await measure(real, copy)];
      if (!Number.isFinite(once)) throw broken(`It gives ${once}.`, 'Give a finite number for finite features.');
      if (once !== again) throw broken(`It gives ${once}, then ${again}.`, 'Draw nothing, or draw with a fixed seed.');
      if (copy.values.some((value, place) => value !== alike.values[place]))
        throw broken('It writes into the features.', 'Copy what you change.');
    },
  },
  ignoresOrder: {
    title: 'does not depend on the order of the features',
    run: async ({ measure }) => {
      const [value, other] = [await measure(real, alike), await measure(shuffled(real), shuffled(alike))];
      if (Math.abs(value - other) > 1e-6 * Math.max(1, Math.abs(value)))
        throw broken(`It gives ${value}, and ${other} in another order.`, 'Compare sets, not lists.');
    },
  },
  seesNoise: {
    title: 'grows worse when images do',
    run: async (metric) => {
      if (metric.blindTo === 'bad images') return;
      const [value, other] = [
        await metric.measure(real, alike),
        await metric.measure(real, cloud({ stream: 'alike', noise: 6 })),
      ];
      if (!worse(metric, other, value))
        throw broken(
          `It is ${value} for images like the real ones and ${other} for noisy ones, where ${metric.better} is better.`,
          'Check `better` and the order of the arguments: real features first.',
        );
    },
  },
  seesForgottenModes: {
    title: 'grows worse when modes are forgotten',
    run: async (metric) => {
      if (metric.blindTo === 'forgotten modes') return;
      const [value, other] = [
        await metric.measure(real, alike),
        await metric.measure(real, cloud({ stream: 'alike', modes: 2 })),
      ];
      if (!worse(metric, other, value))
        throw broken(
          `It is ${value} for all modes and ${other} for a quarter of them, where ${metric.better} is better.`,
          'Check the order of the arguments, or say that it is blind to forgotten modes.',
        );
    },
  },
  refusesOtherSpaces: {
    title: 'refuses features of two spaces',
    run: async ({ measure }) => {
      try {
        await measure(real, cloud({ stream: 'alike', dimension: dimension + 1 }));
      } catch (error) {
        if (error instanceof RangeError) return;
        throw broken(`Features of two dimensions end in ${String(error)}.`, 'Throw a RangeError.', error);
      }
      throw broken('It compares features of 4 and of 5 dimensions.', 'Throw a RangeError.');
    },
  },
} as const satisfies Readonly<Record<string, Clause<Metric>>>;
