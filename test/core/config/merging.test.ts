import { describe, expect, it } from 'vitest';
import { applyOverrides, mergeConfig, suggest } from '@ganreg/core';

describe('extends', () => {
  it('merges objects, replaces values and appends plugins', () => {
    const base = { seed: 1, train: { batch: 32, ema: '10k' }, plugins: ['r1'] };
    expect(mergeConfig(base, { train: { batch: 8 }, plugins: ['ggdr'] })).toEqual({
      seed: 1,
      train: { batch: 8, ema: '10k' },
      plugins: ['r1', 'ggdr'],
    });
  });

  it('replaces a plugin of the same id in place', () => {
    const base = { plugins: [{ use: 'ggdr', weight: 10 }, 'r1'] };
    expect(mergeConfig(base, { plugins: [{ use: 'ggdr', weight: 1 }] })).toEqual({
      plugins: [{ use: 'ggdr', weight: 1 }, 'r1'],
    });
    const named = { plugins: [{ use: 'ggdr', id: 'a' }] };
    expect(mergeConfig(named, { plugins: [{ use: 'ggdr', id: 'b' }] }).plugins).toHaveLength(2);
  });

  it('never touches prototypes', () => {
    mergeConfig({}, JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'));
    expect('polluted' in {}).toBe(false);
  });
});

describe('--set', () => {
  it('reads JSON values and opens shorthands', () => {
    expect(
      applyOverrides({ model: 'dcgan', plugins: ['r1'] }, [
        'model.resolution=32',
        'seed=3',
        'loss=hinge',
        'plugins[0].every=4',
      ]),
    ).toEqual({
      model: { use: 'dcgan', resolution: 32 },
      seed: 3,
      loss: 'hinge',
      plugins: [{ use: 'r1', every: 4 }],
    });
  });

  it.each(['nothing', '=3', '__proto__.x=1', 'a.constructor.b=1', '[0]=1'])('refuses %s', (text) => {
    expect(() => applyOverrides({}, [text])).toThrow('--set');
  });
});

describe('did you mean', () => {
  it.each([
    ['widht', 'width'],
    ['resolutoin', 'resolution'],
    ['Batch', 'batch'],
    ['glad', 'glead'],
  ])('%s → %s', (word, meant) => {
    expect(suggest(word, ['width', 'resolution', 'batch', 'glead', 'ggdr'])).toBe(meant);
  });

  it('says nothing when nothing is near', () => {
    expect(suggest('elephant', ['width', 'batch'])).toBeUndefined();
  });
});
