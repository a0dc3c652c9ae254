import { isActive, type Plan, type PlannedPlugin, type PlannedTerm } from './types.ts';

/** Multiply-adds per image of one plain step: G forward, D forward and backward on both batches; G and D forward and backward for the generator. */
export const baselineMacs = ({ model: { macs }, config }: Plan): number => {
  const discriminatorHalf = macs.generator + 2 * 3 * macs.discriminator;
  const generatorHalf = 3 * macs.generator + 2 * macs.discriminator;
  return config.train.discriminatorSteps * discriminatorHalf + generatorHalf;
};

/** The share of steps on which a term is active. */
export const activeShare = (term: PlannedTerm, steps: number): number => {
  const until = Math.min(term.until, steps);
  if (until <= term.from) return 0;
  return (Math.floor((until - 1) / term.every) - Math.floor((term.from - 1) / term.every)) / steps;
};

/** Multiply-adds per image that a plugin adds to a step in which all of its active terms count, and on average over the run. */
export const costOf = (
  { terms, steps, config }: Plan,
  { id, requirements: { macsPerImage = 0 } }: PlannedPlugin,
): { readonly macsPerImage: number; readonly average: number } => {
  const own = terms.filter((term) => term.owner === id);
  const repetitions = ({ declaration }: PlannedTerm): number =>
    declaration.player === 'discriminator' ? config.train.discriminatorSteps : 1;
  if (typeof macsPerImage === 'number') {
    const active = own.length === 0 ? 1 : Math.max(...own.map((term) => activeShare(term, steps)));
    const all = macsPerImage * Math.max(1, ...own.map(repetitions));
    return { macsPerImage: all, average: all * active };
  }
  const each = own.map((term) => ({
    macs: (macsPerImage[term.name] ?? 0) * repetitions(term),
    share: activeShare(term, steps),
  }));
  return {
    macsPerImage: each.reduce((sum, { macs }) => sum + macs, 0),
    average: each.reduce((sum, { macs, share }) => sum + macs * share, 0),
  };
};

/** Average over the run of what the term's value is multiplied by. */
export const effectiveWeight = (term: PlannedTerm, steps: number): number => {
  let sum = 0;
  const stride = Math.max(1, Math.floor(steps / (10_000 * term.every))) * term.every;
  for (let step = 0; step < steps; step += stride) {
    if (isActive(term, step))
      sum += term.weight.at(step) * term.gain * Math.min(stride / term.every, Math.ceil((steps - step) / term.every));
  }
  return sum / steps;
};
