import type { Family, Gradients, Plugin } from '@ganreg/core';
import { families } from '@ganreg/core';
import type { Snapshot } from '@ganreg/core/training';
import { createRandom } from '@ganreg/numerics/random';
import * as tf from '@tensorflow/tfjs-core';
import { broken } from '../contract-error.ts';
import { lively } from '../laboratory/lively.ts';
import { apart, gradientWatch, observed } from '../laboratory/observe.ts';
import { withoutKinks } from '../laboratory/without-kinks.ts';
import { withTrainer, type LaboratoryOptions } from '../laboratory/trainer.ts';
import type { Subject } from '../subject.ts';
import type { PluginCheck } from './check.ts';

type Player = 'generator' | 'discriminator';
type Values = ReadonlyMap<string, Float32Array>;

/** Networks without kinks, where a difference quotient is what a gradient must be. */
const smoothed = (all: readonly Family[]): readonly Family[] =>
  all.map((family) => ({
    ...family,
    load: async () => {
      const { generator, discriminator } = await family.load();
      return {
        generator: (given) => generator({ ...given, tools: withoutKinks(given.tools) }),
        discriminator: (given) => discriminator({ ...given, tools: withoutKinks(given.tools) }),
      };
    },
  }));

/** Constants of stopGradient are those of the first evaluation: what is meant to be constant stays so when parameters move. */
const replayed = (plugin: Plugin, memory: tf.Tensor[]): { readonly plugin: Plugin; readonly rewind: () => void } => {
  let place = 0;
  let recording = true;
  return {
    rewind: () => {
      place = 0;
      recording = false;
    },
    plugin: observed(plugin, {
      given: (given) => ({
        ...given,
        ops: {
          ...given.ops,
          stopGradient: <T extends tf.Tensor>(x: T): T => {
            if (recording) memory.push(tf.keep(tf.clone(x)));
            const known = memory[place] ?? x;
            place += 1;
            return given.ops.stopGradient(known.shape.join() === x.shape.join() ? (known as T) : x);
          },
        },
      }),
    }),
  };
};

/** Where a parameter of a snapshot is called what in gradients. */
const pathOf = (name: string): string => name.replace('/parameters/', '/');

const ofPlayer = (name: string, player: Player): boolean =>
  name.includes('/parameters/') && (player === 'generator') === name.startsWith('generator/');

/** A direction in a player's parameters, uneven and on the scale of each tensor. */
const directionIn = ({ tensors }: Snapshot, player: Player): Values =>
  new Map(
    [...tensors].flatMap(([name, { values }]): [string, Float32Array][] => {
      if (!ofPlayer(name, player)) return [];
      const scale = Math.hypot(...values) / Math.sqrt(values.length) || 0.1;
      return [
        [
          name,
          createRandom(9)
            .stream(name)
            .at(0)
            .normal(values.length)
            .map((each) => each * scale),
        ],
      ];
    }),
  );

const moved = ({ tensors, values }: Snapshot, along: Values, distance: number): Snapshot => ({
  values,
  tensors: new Map(
    [...tensors].map(([name, { shape, values: before }]) => {
      const direction = along.get(name);
      return [
        name,
        {
          shape,
          values: direction === undefined ? before : before.map((value, at) => value + distance * (direction[at] ?? 0)),
        },
      ];
    }),
  ),
});

const along = (gradients: Gradients, direction: Values): { readonly slope: number; readonly scale: number } => {
  let [slope, squares] = [0, 0];
  for (const [name, values] of direction) {
    const gradient = gradients.get(pathOf(name))?.dataSync<'float32'>() ?? new Float32Array(values.length);
    gradient.forEach((each, place) => {
      slope += each * (values[place] ?? 0);
      squares += (each * (values[place] ?? 0)) ** 2;
    });
  }
  return { slope, scale: Math.sqrt(squares) };
};

const step = 0.01;
const tolerance = 0.02;

const checkPlayer = async (subject: Subject, player: Player): Promise<void> => {
  const constants: tf.Tensor[] = [];
  const { plugin, rewind } = replayed(apart(subject.plugin), constants);
  const slopes = new Map<string, { readonly slope: number; readonly scale: number }>();
  let direction: Values = new Map();
  let watching = true;
  const watch = gradientWatch('first', (own) => (gradients, separate) => {
    if (own !== player || !watching) return gradients;
    slopes.set(`loss/${player}`, along(gradients, direction));
    for (const [key, each] of Object.entries(separate)) slopes.set(key, along(each, direction));
    return gradients;
  });
  const own = subject.laboratory(plugin, [watch]);
  const laboratory: LaboratoryOptions = { ...own, families: smoothed([...families, ...(own.families ?? [])]) };
  const config = subject.experiment([subject.use({ weight: 1 }), watch.name], {
    train: { order: `${player}-first`, batch: 4 },
  });
  let base: Snapshot | undefined;
  /** The player that goes first is evaluated before anything has moved, in a trainer that remembers nothing. */
  const evaluate = (distance: number): Promise<Readonly<Record<string, number>>> =>
    withTrainer(config, laboratory, async (trainer) => {
      base ??= lively(await trainer.state.take());
      if (watching) direction = directionIn(base, player);
      trainer.state.restore(moved(base, direction, distance));
      return (await trainer.advance()).numbers;
    });
  try {
    const here = await evaluate(0);
    watching = false;
    const at: Readonly<Record<string, number>>[] = [];
    for (const distance of [step, -step, 2 * step, -2 * step]) {
      rewind();
      at.push(await evaluate(distance));
    }
    const [ahead, behind, far, back] = at;
    for (const [key, { slope, scale }] of slopes) {
      const difference = (one: typeof here | undefined, other: typeof here | undefined, distance: number): number =>
        ((one?.[key] ?? Number.NaN) - (other?.[key] ?? Number.NaN)) / (2 * distance);
      const quotient = (4 * difference(ahead, behind, step) - difference(far, back, 2 * step)) / 3;
      const rounding = (4e-6 * Math.abs(here[key] ?? 0)) / step;
      if (!(Math.abs(quotient - slope) <= tolerance * scale + rounding))
        throw broken(
          `The gradient of ${key} is ${slope} along a direction in which its value changes by ${quotient}.`,
          'Some operation on its way has a wrong gradient: look at tf.customGrad, and mark what is meant to be constant with ops.stopGradient.',
        );
    }
  } finally {
    tf.dispose(constants);
  }
};

export const gradientsAreRight: PluginCheck = {
  title: 'its gradients are those of finite differences, through gradients of its own, too',
  run: async (subject) => {
    await checkPlayer(subject, 'discriminator');
    await checkPlayer(subject, 'generator');
  },
};
