import { beforeAll, describe, expect, it } from 'vitest';
import { build, runScript } from '../support/built.ts';
import { engines } from '../support/engines.ts';

// the plain JavaScript engine would take minutes
describe.each(engines.filter((engine) => engine !== 'cpu'))('fifty steps of a DCGAN with R1 on %s', (engine) => {
  beforeAll(() => build('bench'));

  it('end with the same bits in two processes, and not with those of fewer steps', () => {
    const train = (steps: number): string =>
      runScript('bench/dist/support/train-hash.js', engine, String(steps)).trim();
    const hash = train(50);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(train(50)).toBe(hash);
    expect(train(1)).not.toBe(hash);
  });
});
