import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from './rules.ts';

const numbers = (value: unknown): readonly number[] => value as readonly number[];
const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1);

const padded: Rule = ({ input, attributes }) => {
  const { shape, dtype } = input('x');
  const paddings = attributes['paddings'] as readonly (readonly [number, number])[];
  return { shape: shape.map((side, axis) => side + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)), dtype };
};

/** Kernels that move numbers around. */
export const layoutRules: Readonly<Record<string, Rule>> = {
  Fill: ({ attributes: { shape, dtype } }) => ({
    shape: [...numbers(shape)],
    dtype: (dtype as tf.DataType | undefined) ?? 'float32',
  }),
  Transpose: ({ input, attributes }) => {
    const { shape, dtype } = input('x');
    return { shape: numbers(attributes['perm']).map((axis) => shape[axis] ?? 1), dtype };
  },
  Tile: ({ input, attributes }) => {
    const { shape, dtype } = input('x');
    const repeats = numbers(attributes['reps']);
    return { shape: shape.map((side, axis) => side * (repeats[axis] ?? 1)), dtype };
  },
  PadV2: padded,
  MirrorPad: padded,
  Slice: ({ input, attributes: { begin, size } }) => {
    const x = input('x');
    const [, sides = []] = tf.slice_util.parseSliceParams(x as tf.TensorInfo, begin as number[], size as number[]);
    return { shape: sides, dtype: x.dtype };
  },
  StridedSlice: ({ input, attributes }) => {
    const { shape, dtype } = input('x');
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
      attributes as unknown as tf.StridedSliceAttrs;
    const { finalShape } = tf.slice_util.sliceInfo(
      shape,
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    return { shape: finalShape, dtype };
  },
  Concat: ({ list, attributes }) => {
    const axis = tf.util.parseAxisParam(attributes['axis'] as number, list[0]?.shape ?? [])[0] ?? 0;
    const shapes = list.map(({ shape }) => shape);
    return { shape: tf.backend_util.computeOutShape(shapes, axis), dtype: list[0]?.dtype ?? 'float32' };
  },
  SplitV: ({ input, attributes }) => {
    const x = input('x');
    const axis = tf.util.parseAxisParam(attributes['axis'] as number, x.shape)[0] ?? 0;
    const sizes = tf.backend_util.prepareSplitSize(
      x as tf.Tensor,
      attributes['numOrSizeSplits'] as number | number[],
      axis,
    );
    return sizes.map((size) => ({
      shape: x.shape.map((side, other) => (other === axis ? size : side)),
      dtype: x.dtype,
    }));
  },
  Pack: ({ list, attributes }) => {
    const shape = [...(list[0]?.shape ?? [])];
    const axis = Number(attributes['axis']);
    shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, list.length);
    return { shape, dtype: list[0]?.dtype ?? 'float32' };
  },
  Unpack: ({ input, attributes }) => {
    const { shape, dtype } = input('value');
    const axis = tf.util.parseAxisParam(attributes['axis'] as number, shape)[0] ?? 0;
    const rest = shape.filter((_, other) => other !== axis);
    return Array.from({ length: shape[axis] ?? 1 }, () => ({ shape: rest, dtype }));
  },
  GatherV2: ({ input, attributes }) => {
    const [x, indices] = [input('x'), input('indices')];
    const axis = tf.util.parseAxisParam(attributes['axis'] as number, x.shape)[0] ?? 0;
    const batch = Number(attributes['batchDims'] ?? 0);
    return {
      shape: [...x.shape.slice(0, axis), ...indices.shape.slice(batch), ...x.shape.slice(axis + 1)],
      dtype: x.dtype,
    };
  },
  GatherNd: ({ input }) => {
    const [params, indices] = [input('params'), input('indices')];
    const depth = indices.shape.at(-1) ?? 0;
    return { shape: [...indices.shape.slice(0, -1), ...params.shape.slice(depth)], dtype: params.dtype };
  },
  ScatterNd: ({ input, attributes }) => ({
    shape: [...numbers(attributes['shape'])],
    dtype: input('updates').dtype,
  }),
  UnsortedSegmentSum: ({ input, attributes }) => {
    const [x, segments] = [input('x'), input('segmentIds')];
    return { shape: [Number(attributes['numSegments']), ...x.shape.slice(segments.shape.length)], dtype: x.dtype };
  },
  OneHot: ({ input, attributes: { depth, dtype } }) => ({
    shape: [...input('indices').shape, Number(depth)],
    dtype: (dtype as tf.DataType | undefined) ?? 'int32',
  }),
  Range: ({ attributes: { start, stop, step, dtype } }) => ({
    shape: [Math.max(0, Math.ceil((Number(stop) - Number(start)) / Number(step)))],
    dtype: (dtype as tf.DataType | undefined) ?? 'float32',
  }),
  LinSpace: ({ attributes }) => ({ shape: [Number(attributes['num'])], dtype: 'float32' }),
  TopK: ({ input, attributes }) => {
    const { shape, dtype } = input('x');
    const best = [...shape.slice(0, -1), Number(attributes['k'])];
    return [
      { shape: best, dtype },
      { shape: best, dtype: 'int32' },
    ];
  },
  DepthToSpace: ({ input, attributes }) => {
    const { shape, dtype } = input('x');
    const [batch = 1, height = 1, width = 1, channels = 1] = shape;
    const block = Number(attributes['blockSize']);
    return { shape: [batch, height * block, width * block, channels / block ** 2], dtype };
  },
  SpaceToBatchND: ({ input, attributes: { blockShape, paddings } }) => {
    const { shape, dtype } = input('x');
    const [block, pads] = [numbers(blockShape), paddings as readonly (readonly [number, number])[]];
    const inner = block.map((size, axis) => {
      const [before, after] = pads[axis] ?? [0, 0];
      return ((shape[axis + 1] ?? 1) + before + after) / size;
    });
    return { shape: [(shape[0] ?? 1) * product(block), ...inner, ...shape.slice(block.length + 1)], dtype };
  },
  BatchToSpaceND: ({ input, attributes: { blockShape, crops } }) => {
    const { shape, dtype } = input('x');
    const [block, cut] = [numbers(blockShape), crops as readonly (readonly [number, number])[]];
    const inner = block.map((size, axis) => {
      const [before, after] = cut[axis] ?? [0, 0];
      return (shape[axis + 1] ?? 1) * size - before - after;
    });
    return { shape: [(shape[0] ?? 1) / product(block), ...inner, ...shape.slice(block.length + 1)], dtype };
  },
};
