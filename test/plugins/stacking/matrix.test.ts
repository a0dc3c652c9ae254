import { GanregError } from '@ganreg/core';
import { describe, expect, it } from 'vitest';
import { trainerFor } from '../../support/experiment.ts';
import { familyNames, microOf } from '../../support/micro-families.ts';

const methods = ['glead', 'ggdr', 'adaptivemix', 'advas'] as const;
const losses = ['non-saturating', 'hinge', 'wgan', 'lsgan'] as const;
const steps = 2;

/** Every subset of the methods, the empty one first. */
const subsets = Array.from({ length: 2 ** methods.length }, (_, bits) =>
  methods.filter((__, place) => ((bits >> place) & 1) === 1),
);

/** Trains a few steps and says `trains`, or why the plan refuses, or what went wrong. */
const outcome = async (family: string, loss: (typeof losses)[number], plugins: readonly string[]): Promise<string> => {
  let trainer;
  try {
    trainer = await trainerFor({ ...microOf(family), loss, plugins: [...plugins] });
  } catch (error) {
    if (error instanceof GanregError && error.path !== undefined) return `refused: ${error.message}`;
    throw error;
  }
  const silent = new Set(plugins);
  const broken: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const { numbers } = await trainer.advance();
    for (const [name, value] of Object.entries(numbers)) {
      if (!Number.isFinite(value)) broken.push(name);
      silent.delete(name.split('/')[0] ?? '');
    }
  }
  trainer.dispose();
  if (broken.length > 0) return `not finite: ${broken.join(', ')}`;
  return silent.size > 0 ? `no term of ${[...silent].join(', ')}` : 'trains';
};

/** The only refusals that there may be: everything else trains. */
const refused: Readonly<Record<string, string>> = {
  'mlp with glead':
    'refused: glead must enter the generator half-way, and the family "mlp" cannot be entered half-way.',
};

describe.each(familyNames)('on %s', (family) => {
  it.each(losses)('every subset of the four methods trains with %s, or its plan says why not', async (loss) => {
    const [found, expected]: [Record<string, string>, Record<string, string>] = [{}, {}];
    for (const subset of subsets) {
      const name = subset.join(' + ');
      found[name] = await outcome(family, loss, [...subset, ...(loss === 'wgan' ? ['wgan-gp'] : [])]);
      const reasons = subset.flatMap((method) => refused[`${family} with ${method}`] ?? []);
      expected[name] = reasons[0] ?? 'trains';
    }
    const trained = Object.values(found).filter((each) => each === 'trains').length;
    console.log(`${family}, ${loss}: ${trained} of ${subsets.length} subsets train`);
    expect(found).toEqual(expected);
  });
});
