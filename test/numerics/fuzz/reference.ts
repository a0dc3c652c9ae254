// The plainest possible loops, in double precision.

/** Sizes of one two-dimensional window operation. */
export interface Window {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly taps: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilation: number;
  /** Top and left; what is below and right follows from the output's size. */
  readonly before: readonly [number, number];
  readonly out: readonly [number, number];
}

/** Calls `visit` for every pair of an output place and an input place under its window. */
export function walk(
  { batch, height, width, taps, strides, dilation, before, out }: Window,
  visit: (output: number, input: number, tap: number) => void,
): void {
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < out[0]; row++)
      for (let column = 0; column < out[1]; column++)
        for (let down = 0; down < taps[0]; down++)
          for (let across = 0; across < taps[1]; across++) {
            const y = row * strides[0] + down * dilation - before[0];
            const x = column * strides[1] + across * dilation - before[1];
            if (y < 0 || x < 0 || y >= height || x >= width) continue;
            visit((image * out[0] + row) * out[1] + column, (image * height + y) * width + x, down * taps[1] + across);
          }
}

type Numbers = Float64Array | Float32Array;
type Three = [Float64Array, Float64Array, Float64Array];

/** A convolution and both of its gradients for a given output gradient. */
export function convolution(window: Window, x: Numbers, filter: Numbers, dy: Numbers) {
  const { inputs, outputs } = window;
  const [y, dx, dw] = [dy, x, filter].map((like) => new Float64Array(like.length)) as Three;
  walk(window, (output, input, tap) => {
    for (let from = 0; from < inputs; from++)
      for (let to = 0; to < outputs; to++) {
        const [a, b, c] = [input * inputs + from, (tap * inputs + from) * outputs + to, output * outputs + to];
        y[c]! += x[a]! * filter[b]!;
        dx[a]! += dy[c]! * filter[b]!;
        dw[b]! += dy[c]! * x[a]!;
      }
  });
  return { y, dx, dw };
}

/** The same channel by channel, each with `outputs` filters of its own. */
export function depthwise(window: Window, x: Numbers, filter: Numbers, dy: Numbers) {
  const { inputs, outputs } = window;
  const [y, dx, dw] = [dy, x, filter].map((like) => new Float64Array(like.length)) as Three;
  walk(window, (output, input, tap) => {
    for (let from = 0; from < inputs; from++)
      for (let to = 0; to < outputs; to++) {
        const [a, b, c] = [
          input * inputs + from,
          (tap * inputs + from) * outputs + to,
          (output * inputs + from) * outputs + to,
        ];
        y[c]! += x[a]! * filter[b]!;
        dx[a]! += dy[c]! * filter[b]!;
        dw[b]! += dy[c]! * x[a]!;
      }
  });
  return { y, dx, dw };
}

/** Average or maximum over the pixels inside the image, and its gradient. */
export function pooling(kind: 'average' | 'maximum', window: Window, x: Numbers, dy: Numbers) {
  const { inputs } = window;
  const under: number[][] = Array.from({ length: dy.length / inputs }, () => []);
  walk(window, (output, input) => under[output]!.push(input));
  const [y, dx] = [new Float64Array(dy.length), new Float64Array(x.length)];
  under.forEach((places, output) => {
    for (let channel = 0; channel < inputs; channel++) {
      const at = output * inputs + channel;
      const values = places.map((place) => x[place * inputs + channel]!);
      if (kind === 'average') {
        y[at] = values.reduce((total, value) => total + value, 0) / values.length;
        for (const place of places) dx[place * inputs + channel]! += dy[at]! / values.length;
      } else {
        y[at] = Math.max(...values);
        dx[places[values.indexOf(y[at])]! * inputs + channel]! += dy[at]!;
      }
    }
  });
  return { y, dx };
}

/** Batches of products of [rows, inner] and [inner, columns], either stored transposed. */
export function products(
  { batch, rows, inner, columns }: Readonly<Record<'batch' | 'rows' | 'inner' | 'columns', number>>,
  [transposeA, transposeB]: readonly [boolean, boolean],
  [many, manyB]: readonly [boolean, boolean],
  a: Numbers,
  b: Numbers,
): Float64Array {
  const y = new Float64Array(batch * rows * columns);
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let at = 0; at < inner; at++) {
          const left = (many ? image * rows * inner : 0) + (transposeA ? at * rows + row : row * inner + at);
          const right =
            (manyB ? image * inner * columns : 0) + (transposeB ? column * inner + at : at * columns + column);
          y[(image * rows + row) * columns + column]! += a[left]! * b[right]!;
        }
  return y;
}
