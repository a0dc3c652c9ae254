import * as tf from '@tensorflow/tfjs-core';
import { opAttributes, type OpAttribute, type TensorflowBackend } from './backend.ts';
import { borderOf } from './window.ts';

/** What all convolution kernels of tfjs share. */
export interface Geometry {
  readonly strides: number | [number, number];
  readonly pad: tf.Conv2DAttrs['pad'];
  readonly dimRoundingMode?: tf.Conv2DAttrs['dimRoundingMode'];
  readonly dataFormat?: tf.Conv2DAttrs['dataFormat'];
  readonly dilations?: number | [number, number];
}

/** What a convolution is computed from: the shapes of its image and filter. */
export interface Sizes {
  readonly input: number[];
  readonly filter: number[];
  readonly depthwise: boolean;
}

/** The attributes of TensorFlow's operation with the border as numbers, whichever way tfjs was given it. */
export function convolutionAttributes(backend: TensorflowBackend, sizes: Sizes, at: Geometry): OpAttribute[] {
  const { dataFormat = 'NHWC', dilations = 1 } = at;
  const info = tf.backend_util.computeConv2DInfo(
    sizes.input as [number, number, number, number],
    sizes.filter as [number, number, number, number],
    at.strides,
    dilations,
    at.pad,
    at.dimRoundingMode,
    sizes.depthwise,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
  const { top, bottom, left, right } = borderOf(info);
  const ordered = <T>(batch: T, rows: T, columns: T, channels: T): T[] =>
    dataFormat === 'NHWC' ? [batch, rows, columns, channels] : [batch, channels, rows, columns];
  return opAttributes(backend, {
    strides: ordered(1, info.strideHeight, info.strideWidth, 1),
    dilations: ordered(1, info.dilationHeight, info.dilationWidth, 1),
    padding: 'EXPLICIT',
    explicit_paddings: ordered([0, 0], [top, bottom], [left, right], [0, 0]).flat(),
    data_format: dataFormat,
  });
}
