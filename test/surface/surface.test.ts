import { describe, expect, it } from 'vitest';
import { isDocumented, placeOf, publicNames } from './entries.ts';

describe('the public surface', () => {
  it('is what surface.txt says; growing it is a decision', async () => {
    const lines = publicNames.map(({ entry, name, kind }) => `${entry} ${name}${kind === 'type' ? ' (type)' : ''}`);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('surface.txt');
  });

  it('has a doc comment on every name', () => {
    const silent = publicNames.filter((each) => !isDocumented(each));
    expect(silent.map((each) => `${each.entry} ${each.name}: ${placeOf(each)}`)).toEqual([]);
  });
});
