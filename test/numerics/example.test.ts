import { describe, expect, it } from 'vitest';
import { build, runScript } from './support/built.ts';

describe('the WGAN-GP example', () => {
  const percent = (...args: string[]): number => {
    build('packages/numerics');
    return Number(/off by ([\d.]+) %/.exec(runScript('packages/numerics/examples/wgan-gp.mjs', ...args))![1]);
  };

  it('is right with this package and silently wrong without', () => {
    expect(percent('20')).toBeLessThan(1);
    expect(percent('20', '--stock')).toBeGreaterThan(10);
  });
});
