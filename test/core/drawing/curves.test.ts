import { describe, expect, it } from 'vitest';
import { curvesSvg, panelsSvg } from '../../../packages/core/src/node/curves/curves-svg.ts';
import { yDomain } from '../../../packages/core/src/node/curves/domain.ts';
import { everyFew, smooth, thin } from '../../../packages/core/src/node/curves/smooth.ts';
import type { Point } from '../../../packages/core/src/node/curves/types.ts';

const points = (values: number[]) => values.map((y, x): Point => [x, y]);

describe('smooth', () => {
  it('is the exponential average, right from the first value', () => {
    expect(smooth(points([4, 4, 4]), 0.9).map(([, y]) => y)).toEqual([4, 4, 4].map((y) => expect.closeTo(y, 12)));
    // Weights of 1, 3: (0.5·0.5·0 + 0.5·3) / 0.75
    expect(smooth(points([0, 3]), 0.5)[1]![1]).toBeCloseTo(2, 12);
  });

  it('steps over what is not finite', () => {
    expect(smooth(points([1, Number.NaN, 1]), 0.5)).toEqual([
      [0, 1],
      [2, 1],
    ]);
  });
});

describe('fewer points', () => {
  const many = points(Array.from({ length: 10_000 }, (_, index) => (index === 5003 ? 99 : Math.sin(index))));

  it('keep spikes where raw values are thinned', () => {
    const thinned = thin(many, 600);
    expect(thinned.length).toBeLessThanOrEqual(610);
    expect(Math.max(...thinned.map(([, y]) => y))).toBe(99);
    expect(thinned.every(([x], index) => index === 0 || x > thinned[index - 1]![0])).toBe(true);
  });

  it('keep the end where a smooth line is thinned', () => {
    const few = everyFew(many, 300);
    expect(few.length).toBeLessThanOrEqual(301);
    expect(few.at(-1)).toEqual(many.at(-1));
  });
});

describe('the vertical scale', () => {
  it('ignores a spike at the start of a long curve and keeps where it ends', () => {
    const long = points(
      Array.from({ length: 2000 }, (_, index) => (index < 5 ? 1000 : index === 1999 ? 7 : 1 + (index % 10) / 10)),
    );
    const [low, high] = yDomain(long, [long]);
    expect(low).toBeGreaterThanOrEqual(1);
    expect(high).toBe(7);
  });

  it('has room for all of a short one, and for a constant', () => {
    expect(yDomain(points([1, 50]), [points([1, 50])])).toEqual([1, 50]);
    expect(yDomain(points([2, 2]), [])).toEqual([1.8, 2.2]);
    expect(yDomain([], [])).toEqual([0, 1]);
  });
});

describe('curvesSvg', () => {
  const curves = {
    title: 'D & G <losses>',
    series: [
      { name: 'a<b', points: points([1, 2, 3]) },
      { name: 'c', points: points([3, 2, Number.NaN]) },
    ],
  };

  it('draws each series twice, faint and smoothed, and names it', () => {
    const svg = curvesSvg({ ...curves, xLabel: 'images', yLabel: 'loss' });
    expect(svg.match(/<path /g)).toHaveLength(4);
    expect(svg.match(/stroke-opacity="0.22"/g)).toHaveLength(2);
    for (const text of ['D &amp; G &lt;losses&gt;', 'a&lt;b', '>images<', '>loss<']) expect(svg).toContain(text);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws only the values when it is not to smooth', () => {
    expect(curvesSvg({ ...curves, smoothing: 0 }).match(/<path /g)).toHaveLength(2);
  });

  it('is one self-contained, well-formed element that asks for nothing', () => {
    const svg = curvesSvg(curves);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="720" height="400"/);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|@import|url\(/);
    const open = svg.match(/<(svg|g|text)[ >]/g)!.length;
    expect(svg.match(/<\/(svg|g|text)>/g)).toHaveLength(open);
  });

  it('has a dot for a single value and words for none', () => {
    expect(curvesSvg({ title: 't', series: [{ name: 's', points: [[0, 3]] }] })).toContain('<circle');
    expect(curvesSvg({ title: 't', series: [] })).toContain('no values');
  });

  it('leaves out what a logarithmic scale cannot show', () => {
    const svg = curvesSvg({ title: 't', yScale: 'log', series: [{ name: 's', points: points([0, -1, 1, 100]) }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg).toContain('>100<');
  });

  it('stays small however long the run is', () => {
    const long = points(Array.from({ length: 100_000 }, (_, index) => Math.sin(index) + index));
    expect(curvesSvg({ title: 't', series: [{ name: 's', points: long }] }).length).toBeLessThan(30_000);
  });
});

describe('panelsSvg', () => {
  it('sets charts side by side under one title', () => {
    const chart = (title: string) => ({ title, series: [{ name: 's', points: points([1, 2]) }] });
    const svg = panelsSvg([chart('one'), chart('two'), chart('three')], { title: 'all', width: 300, height: 200 });
    expect(svg).toContain('width="600" height="440"');
    for (const at of ['translate(0 40)', 'translate(300 40)', 'translate(0 240)']) expect(svg).toContain(at);
  });
});
