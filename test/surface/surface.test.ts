import { describe, expect, it } from 'vitest';
import { isDocumented, placeOf, publicNames } from './entries.ts';
import { methodLines } from './method-code.ts';

const entries = [...new Set(publicNames.map(({ entry }) => entry))];

describe('the public surface', () => {
  it('is what surface.txt says; growing it is a decision (`vitest run test/surface --update`)', async () => {
    const lines = publicNames.map(({ entry, name, kind }) => `${entry} ${name}${kind === 'type' ? ' (type)' : ''}`);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('surface.txt');
  });

  it.each(entries)('of %s is what its module exports', async (entry) => {
    const module = (await import(entry)) as Readonly<Record<string, unknown>>;
    const values = publicNames.filter((each) => each.entry === entry && each.kind === 'value');
    expect(Object.keys(module).toSorted()).toEqual(values.map(({ name }) => name).toSorted());
  });

  it('has a doc comment on every name', () => {
    const silent = publicNames.filter((each) => !isDocumented(each));
    expect(silent.map((each) => `${each.entry} ${each.name}: ${placeOf(each)}`)).toEqual([]);
  });
});

describe('the method of a first-party plugin', () => {
  /** What takes more than 60 lines, and why. */
  const reasons: Readonly<Record<string, string>> = {
    adaptivemix: 'a regularizer and the released form, which replaces the logits; features gathered or forwarded anew',
    advas: 'three estimators of the residual, two ways to differentiate it, and the automatic weight',
    apa: 'a controller of the probability on the engine, with state that is saved',
    diffaugment: 'three augmentations, two of which also move feature maps of any side',
  };

  it('takes at most 60 lines, or there is a reason', () => {
    const lines = methodLines();
    expect(lines.size).toBeGreaterThan(10);
    const long = [...lines].filter(([, count]) => count > 60).map(([name]) => name);
    expect(long.toSorted()).toEqual(Object.keys(reasons));
  });
});
