import { layers, weightsOf } from './small-network.ts';

// As much of ONNX's protocol buffers as two convolutions need: https://onnx.ai, onnx.proto3.
type Field = readonly [field: number, value: number | string | Uint8Array];

const varint = (value: number): readonly number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

const message = (...fields: readonly Field[]): Uint8Array =>
  Uint8Array.from(
    fields.flatMap(([field, value]) => {
      if (typeof value === 'number') return [...varint(field * 8), ...varint(value)];
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
    }),
  );

const floats = 1;

const tensor = (name: string, dims: readonly number[], values: Float32Array): Uint8Array =>
  message(
    ...dims.map((size): Field => [1, size]),
    [2, floats],
    [8, name],
    [9, new Uint8Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength))],
  );

const integers = (name: string, values: readonly number[]): Uint8Array =>
  message([1, name], ...values.map((value): Field => [8, value]), [20, 7]);

const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
): Uint8Array =>
  message(
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [4, op],
    ...attributes.map((attribute): Field => [5, attribute]),
  );

/** A named value of floats; a dimension without a size is any. */
const value = (name: string, dims: readonly (number | undefined)[]): Uint8Array => {
  const shape = message(...dims.map((size): Field => [1, size === undefined ? message([2, 'n']) : message([1, size])]));
  return message([1, name], [2, message([1, message([1, floats], [2, shape])])]);
};

/** `[height, width, in, out]` → `[out, in, height, width]`. */
const turned = (kernel: Float32Array, [height, width, inputs, outputs]: readonly [number, number, number, number]) => {
  const out = new Float32Array(kernel.length);
  let at = 0;
  for (let o = 0; o < outputs; o += 1)
    for (let i = 0; i < inputs; i += 1)
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1, at += 1) out[at] = kernel[((y * width + x) * inputs + i) * outputs + o]!;
  return out;
};

/** The small network as an ONNX file: `[n, 3, H, W]` → `[n, 32]`, any size. */
export const onnxModel = (): Uint8Array => {
  const nodes = layers.flatMap(({ name }, index) => [
    node('Conv', [index === 0 ? 'image' : 'first', `${name}/kernel`, `${name}/bias`], `${name}/sum`, [
      integers('strides', [2, 2]),
      integers('kernel_shape', [3, 3]),
    ]),
    node('Relu', [`${name}/sum`], name),
  ]);
  const initializers = layers.flatMap((layer) => {
    const { kernel, bias } = weightsOf(layer);
    const [height, width, inputs, outputs] = layer.kernel;
    return [
      tensor(`${layer.name}/kernel`, [outputs, inputs, height, width], turned(kernel, layer.kernel)),
      tensor(`${layer.name}/bias`, [outputs], bias),
    ];
  });
  const graph = message(
    ...[...nodes, node('GlobalAveragePool', ['second'], 'means'), node('Flatten', ['means'], 'features')].map(
      (each): Field => [1, each],
    ),
    [2, 'small'],
    ...initializers.map((each): Field => [5, each]),
    [11, value('image', [undefined, 3, undefined, undefined])],
    [12, value('features', [undefined, 32])],
  );
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])]);
};
