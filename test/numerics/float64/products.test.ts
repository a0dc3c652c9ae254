import { columnProducts, rowProducts } from '@ganreg/numerics/float64';
import { createRandom } from '@ganreg/numerics/random';
import { describe, expect, it } from 'vitest';

const random = createRandom(7).stream('float64');
const numbers = (count: number, index: number) =>
  Float64Array.from(random.at(index).normal(count), (value) => value / 3);

const expected = (left: Float64Array, right: Float64Array, length: number): number[] =>
  Array.from({ length: left.length / length }, (_, row) =>
    Array.from({ length: right.length / length }, (_each, column) => {
      let sum = 0;
      for (let at = 0; at < length; at += 1) sum += left[row * length + at]! * right[column * length + at]!;
      return sum;
    }),
  ).flat();

const largest = (found: Float64Array, wanted: readonly number[]): number =>
  wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0);

// One row, odd sizes, whole panels, more than a block of panels, more than one stretch of depth.
const shapes = [
  [1, 1, 1],
  [3, 5, 7],
  [4, 8, 512],
  [130, 9, 513],
  [2, 261, 1100],
] as const;

describe('products of rows in float64', () => {
  it.each(shapes)('of %i and %i rows of %i numbers', (rows, columns, length) => {
    const [left, right] = [numbers(rows * length, 0), numbers(columns * length, 1)];
    const found = rowProducts(left, right, length);
    expect(found).toHaveLength(rows * columns);
    expect(largest(found, expected(left, right, length))).toBeLessThan(1e-11);
  });

  it.each(shapes)('of %i rows with themselves, after a larger product (%i, %i)', (rows, _, length) => {
    const own = numbers(rows * length, 2);
    rowProducts(numbers(300 * 20, 3), numbers(300 * 20, 4), 20);
    const found = rowProducts(own, own, length);
    expect(largest(found, expected(own, own, length))).toBeLessThan(1e-11);
    expect(found).toEqual(rowProducts(own, own.slice(), length));
  });

  it('takes float32 numbers as they are', () => {
    const [left, right] = [numbers(12, 5), numbers(9, 6)].map((values) => Float32Array.from(values)) as [
      Float32Array,
      Float32Array,
    ];
    expect(rowProducts(left, right, 3)).toEqual(rowProducts(Float64Array.from(left), Float64Array.from(right), 3));
  });
});

describe('products of columns, row by row', () => {
  it.each([
    [1, 3],
    [511, 5],
    [513, 130],
  ])('of %i rows of %i, another product in between', (count, columns) => {
    const rows = numbers(count * columns, 8);
    const products = columnProducts(columns);
    const half = Math.floor(count / 2);
    for (let row = 0; row < count; row += 1) {
      if (row === half) {
        products.result();
        rowProducts(numbers(64, 9), numbers(64, 10), 8);
      }
      products.add(rows.subarray(row * columns, (row + 1) * columns));
    }
    const turned = Float64Array.from(
      { length: rows.length },
      (_, at) => rows[(at % count) * columns + Math.floor(at / count)]!,
    );
    expect(largest(products.result(), expected(turned, turned, count))).toBeLessThan(1e-11);
  });
});
