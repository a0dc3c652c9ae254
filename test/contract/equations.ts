import { existingHead } from '@ganreg/core';
import { normalTensor, uniformTensor } from '@ganreg/numerics';
import type { Equation, EquationInput } from '@ganreg/testing';
import * as tf from '@tensorflow/tfjs-core';

type Kind = 'real' | 'fake';
type Draws = ReturnType<EquationInput['step']['random']>;

const squares = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each ** 2, 0);
const meanSquare = (numbers: readonly number[]): number => squares(numbers) / numbers.length;
const minus = (one: readonly number[], other: readonly number[]): readonly number[] =>
  one.map((value, place) => value - (other[place] ?? Number.NaN));
const plus = (one: readonly number[], other: readonly number[], factor = 1): readonly number[] =>
  one.map((value, place) => value + factor * (other[place] ?? Number.NaN));
const times = (factor: number, numbers: readonly number[]): readonly number[] => numbers.map((each) => factor * each);
const positive = (numbers: readonly number[]): readonly number[] => numbers.map((each) => Math.max(0, each));
const like = <T extends tf.Tensor>(numbers: readonly (readonly number[])[], tensor: T): T =>
  tf.tensor(numbers.flat(), tensor.shape) as T;

/** ½ E ‖∇ₓD(x)‖². */
const r1: Equation = ({ step: { real }, rows, mean, slope }) =>
  0.5 * mean(rows(slope(real.verdict.logits, real.original)).map(squares));

/** E (‖∇D(x̂)‖ − 1)², x̂ = a·x + (1 − a)·g. */
const wganGp: Equation = ({ step, rows, values, mean, slope }) => {
  const shares = values(uniformTensor(step.random('share'), [step.real.images.shape[0], 1, 1, 1]));
  const fakes = rows(step.fake.images);
  const between = rows(step.real.images).map((row, image) =>
    plus(times(shares[image] ?? 0, row), fakes[image] ?? [], 1 - (shares[image] ?? 0)),
  );
  const points = like(between, step.real.images);
  return mean(rows(slope(step.judge(points).logits, points)).map((row) => (Math.sqrt(squares(row)) - 1) ** 2));
};

/** E relu(s(x) − a_F)² + E relu(a_R − s(g))²; in the first step the anchors are the batches' own means. */
const lecam: Equation = ({ step: { real, fake }, values, mean }) => {
  const [scores, fakes] = [values(real.verdict.logits), values(fake.verdict.logits)];
  return (
    meanSquare(positive(scores.map((score) => score - mean(fakes)))) +
    meanSquare(positive(fakes.map((score) => mean(scores) - score)))
  );
};

/** One image of `side`² grey pixels, flipped and shifted, mirrored at the border. */
const moved = (pixels: readonly number[], side: number, flip: boolean, down: number, across: number): number[] => {
  const mirrored = (at: number): number => (at < 0 ? -at : at >= side ? 2 * (side - 1) - at : at);
  return pixels.map((_, place) => {
    const row = mirrored(Math.floor(place / side) - down);
    const column = mirrored((place % side) - across);
    return pixels[row * side + (flip ? side - 1 - column : column)] ?? Number.NaN;
  });
};

/** E (s(x) − s(T(x)))². */
const consistency =
  (on: Kind): Equation =>
  ({ step, rows, values }) => {
    const { images, verdict } = step[on];
    const [batch, side] = images.shape;
    const draws = step.random(on);
    const flips = draws.uniform(batch);
    const most = Math.floor(side / 8);
    const [down, across] = [draws.integers(batch, 2 * most + 1), draws.integers(batch, 2 * most + 1)];
    const changed = rows(images).map((pixels, image) =>
      moved(pixels, side, (flips[image] ?? 0) < 0.5, (down[image] ?? 0) - most, (across[image] ?? 0) - most),
    );
    return meanSquare(minus(values(verdict.logits), values(step.judge(like(changed, images)).logits)));
  };

/** z′ = z + 0.05·N(0, 1). */
const near = (latents: tf.Tensor2D, draws: Draws, { values }: EquationInput): tf.Tensor2D =>
  like([plus(values(latents), values(normalTensor(draws, latents.shape)), 0.05)], latents);

/** E (s(G(z)) − s(G(z′)))² for the discriminator, −E (G(z) − G(z′))² for the generator. */
const zcr: Readonly<Record<string, Equation>> = {
  discriminator: (given) => {
    const { step, values } = given;
    const others = step.generate(near(step.fake.latents, step.random('discriminator'), given));
    return meanSquare(minus(values(step.fake.verdict.logits), values(step.judge(others).logits)));
  },
  generator: (given) => {
    const { step, values } = given;
    const others = step.generate(near(step.fake.latents, step.random('generator'), given));
    return -meanSquare(minus(values(step.fake.images), values(others)));
  },
};

/** E (‖J_wᵀ y‖ − a)²; in the first step the running mean a is a hundredth of the lengths' mean. */
const pathLength: Equation = ({ step, rows, mean, slope }) => {
  const latents = normalTensor<tf.Rank.R2>(step.random('latents'), [2, 16]);
  const { images, styles } = step.synthesize(latents);
  const noise = tf.div(normalTensor(step.random('noise'), images.shape), images.shape[1]);
  const lengths = rows(slope(tf.mul(images, noise), styles)).map((row) => Math.sqrt(squares(row)));
  return mean(lengths.map((length) => (length - 0.01 * mean(lengths)) ** 2));
};

/** E (v(λx + (1 − λ)x′) − λv(x) − (1 − λ)v(x′) − ε)² over the smallest features. */
const adaptivemix =
  (on: Kind): Equation =>
  ({ step, rows, values }) => {
    const { images, verdict } = step[on];
    const lambda = step.random(`${on}/lambda`).number();
    const partner = step.random(`${on}/partner`).permutation(images.shape[0]);
    const mix = (each: readonly (readonly number[])[]): readonly (readonly number[])[] =>
      each.map((row, place) => plus(times(lambda, row), each[partner[place] ?? place] ?? [], 1 - lambda));
    const clean = verdict.features.at(4);
    const noise = values(normalTensor(step.random(`${on}/noise`), clean.shape));
    const mixed = values(step.judge(like(mix(rows(images)), images)).features.at(4));
    return meanSquare(minus(mixed, plus(mix(rows(clean)).flat(), noise, 0.05)));
  };

/** ‖∇_φ L_adv‖². */
const advas: Equation = ({ step, values }) =>
  [...step.discriminatorGradient(step.adversarial()).values()].reduce((sum, each) => sum + squares(values(each)), 0);

/** 1 − mean over places of the cosine between prediction and generator features. */
const ggdr: Equation = ({ step, values, mean }) => {
  const map = step.fake.features.at(4);
  const channels = map.shape[3];
  const places = (tensor: tf.Tensor): readonly (readonly number[])[] => {
    const flat = values(tensor);
    return Array.from({ length: flat.length / channels }, (_, at) => flat.slice(at * channels, (at + 1) * channels));
  };
  const [predicted, wanted] = [places(step.head(existingHead('ggdr-projection'), 'fake')), places(map)];
  const cosines = predicted.map((one, at) => {
    const other = wanted[at] ?? [];
    const product = one.reduce((sum, value, channel) => sum + value * (other[channel] ?? Number.NaN), 0);
    return product / Math.sqrt(squares(one) * squares(other));
  });
  return 1 - mean(cosines);
};

/** E (x − G_tail(h(D(x))))², pixels being the perceptual distance here. */
const glead =
  (on: Kind): Equation =>
  ({ step, values }) => {
    const features = step.head<tf.Tensor4D>(existingHead('generator-features'), on);
    return meanSquare(minus(values(step[on].images), values(step.resume({ resolution: 4, features }))));
  };

/** The equations of the first-party plugins by name and term, in plain arithmetic. */
export const equations: Readonly<Record<string, Readonly<Record<string, Equation>>>> = {
  r1: { penalty: r1 },
  'wgan-gp': { penalty: wganGp },
  lecam: { penalty: lecam },
  cr: { real: consistency('real') },
  bcr: { real: consistency('real'), fake: consistency('fake') },
  zcr,
  'path-length': { penalty: pathLength },
  adaptivemix: { real: adaptivemix('real'), fake: adaptivemix('fake') },
  advas: { r: advas },
  ggdr: { features: ggdr },
  glead: { real: glead('real'), fake: glead('fake') },
};
