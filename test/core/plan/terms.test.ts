import { describe, expect, it } from 'vitest';
import { describePlan, isActive, weightAt } from '@ganreg/core';
import { micro, planFor } from '../../support/experiment.ts';

const r1 = (use: object, train: object = {}) =>
  planFor({ ...micro, train: { ...micro.train, ...train }, plugins: [{ use: 'r1', ...use }] });

describe('the weight that you wrote', () => {
  it.each([1, 2, 4, 8])('is the average over the run with every: %i', async (every) => {
    const plan = await r1({ weight: 3, every });
    const [term] = plan.terms;
    let sum = 0;
    for (let step = 0; step < plan.steps; step += 1)
      if (term !== undefined && isActive(term, step)) sum += weightAt(term, step);
    expect(sum / plan.steps).toBeCloseTo(3, 10);
    expect(describePlan(plan).terms[0]?.effectiveWeight).toBeCloseTo(3, 10);
  });

  it('is not compensated with gain: none', async () => {
    expect(describePlan(await r1({ weight: 3, every: 4, gain: 'none' })).terms[0]).toMatchObject({
      gain: 1,
      effectiveWeight: 0.75,
    });
  });

  it('follows its schedule', async () => {
    const plan = await r1({ weight: { schedule: 'linear', from: 0, to: 10, until: '50%' }, every: 1 });
    const [term] = plan.terms;
    if (term === undefined) throw new Error('no term');
    expect([0, 10, 20, 39].map((step) => weightAt(term, step))).toEqual([0, 5, 10, 10]);
    const cosine = (await r1({ weight: { schedule: 'cosine', from: 1, to: 0, start: 10, until: 30 }, every: 1 }))
      .terms[0];
    if (cosine === undefined) throw new Error('no term');
    expect([0, 10, 20, 30].map((step) => Number(weightAt(cosine, step).toFixed(6)))).toEqual([1, 1, 0.5, 0]);
  });

  it('counts from and until in steps, shares and images', async () => {
    const active = async (use: object): Promise<readonly number[]> => {
      const plan = await r1({ every: 1, ...use });
      return Array.from({ length: plan.steps }, (_, step) => step).filter(
        (step) => plan.terms[0] !== undefined && isActive(plan.terms[0], step),
      );
    };
    expect(await active({ from: 38 })).toEqual([38, 39]);
    expect(await active({ until: '5%' })).toEqual([0, 1]);
    expect(await active({ from: '0.152k' })).toEqual([38, 39]);
  });
});

describe('two instances of one plugin', () => {
  it('live side by side under two ids', async () => {
    const plan = await planFor({ ...micro, plugins: ['ggdr', { use: 'ggdr', id: 'again', weight: 1 }] });
    expect(plan.terms.map((term) => term.key)).toEqual(['again/features', 'ggdr/features']);
    expect(plan.heads.find(({ head }) => head.name === 'unet-decoder')?.askedBy).toEqual(['again', 'ggdr']);
  });
});

describe('a shared decoder', () => {
  it('is the larger of what was asked for', async () => {
    const plan = await planFor({
      ...micro,
      model: { use: 'dcgan', resolution: 32, channels: 1, latentSize: 8, width: 4 },
      plugins: [
        { use: 'glead', with: { resolution: 8 } },
        { use: 'ggdr', with: { resolution: 16 } },
      ],
    });
    expect(plan.heads.map(({ head, askedBy }) => [head.name, head.spec, askedBy])).toContainEqual([
      'unet-decoder',
      { to: 16 },
      ['ggdr', 'glead'],
    ]);
  });
});

describe('a plan', () => {
  it('leaves a plugin of weight 0 out and says so', async () => {
    const plan = await planFor({ ...micro, plugins: [{ use: 'glead', weight: 0 }] });
    expect(describePlan(plan)).toMatchObject({
      terms: [],
      heads: [],
      plugins: [],
      absent: ['glead'],
      notes: ['glead has weight 0 everywhere and is left out'],
    });
  });
});
