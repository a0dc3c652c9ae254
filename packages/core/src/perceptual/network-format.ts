/** Convolution with bias and activation folded in. `depthwise` filters each channel by itself. */
export interface ConvolutionLayer {
  readonly op: 'convolution' | 'depthwise';
  readonly name: string;
  readonly from: readonly [string];
  /** `[height, width, in, out]`; a depthwise kernel is `[height, width, channels, 1]`. */
  readonly kernel: readonly [number, number, number, number];
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  readonly activation: 'none' | 'relu' | 'relu6';
}

export interface PoolingLayer {
  readonly op: 'max-pool' | 'average-pool';
  readonly name: string;
  readonly from: readonly [string];
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

export interface JoiningLayer {
  readonly op: 'concat' | 'add';
  readonly name: string;
  readonly from: readonly string[];
}

export type Layer = ConvolutionLayer | PoolingLayer | JoiningLayer;

/** `network.json`: a frozen convolutional network as a list of layers in the order they run. The first input is `image`. */
export interface NetworkDescription {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  /** What the network was trained to see is `image · scale + shift`, for images in [-1, 1]. */
  readonly input: { readonly scale: number; readonly shift: number };
  /** The smallest image side on which every layer has an output that means something. */
  readonly minimumSide: number;
  /** The side that metrics resize images to before they embed them. */
  readonly evaluationSide: number;
  readonly layers: readonly Layer[];
  /** Layers compared by a perceptual distance, shallow to deep. */
  readonly taps: readonly string[];
  /** Layers whose spatial means, one after the other, are the embedding that metrics use. */
  readonly embedding: readonly string[];
}

/** Weights of one convolution, dequantised. */
export interface ConvolutionWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

export function isConvolution(layer: Layer): layer is ConvolutionLayer {
  return layer.op === 'convolution' || layer.op === 'depthwise';
}

/** How many channels a convolution has to quantise and bias apart. */
export function outputChannels({ op, kernel }: ConvolutionLayer): number {
  return op === 'depthwise' ? kernel[2] : kernel[3];
}

/**
 * Reads `weights.bin`. First, little-endian float32, for each convolution in order: scale, offset and bias, one of each
 * per output channel. Then, for each convolution in order, a byte per kernel entry in the order of `kernel`; an entry of
 * channel c is `byte · scale[c] + offset[c]`. Throws a `RangeError` if the file's length does not fit the layers.
 */
export function readWeights(
  description: NetworkDescription,
  bytes: Uint8Array,
): ReadonlyMap<string, ConvolutionWeights> {
  const convolutions = description.layers.filter(isConvolution);
  const floats = convolutions.reduce((sum, layer) => sum + 3 * outputChannels(layer), 0);
  const quantised = convolutions.reduce((sum, { kernel }) => sum + product(kernel), 0);
  if (bytes.length !== floats * 4 + quantised) {
    throw new RangeError(
      `weights of ${description.name} have ${bytes.length} bytes; its layers need ${floats * 4 + quantised}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let float = 0;
  let byte = floats * 4;
  const takeFloats = (count: number) => Float32Array.from({ length: count }, () => view.getFloat32(4 * float++, true));
  const weights = new Map<string, ConvolutionWeights>();
  for (const layer of convolutions) {
    const channels = outputChannels(layer);
    const [scale, offset, bias] = [takeFloats(channels), takeFloats(channels), takeFloats(channels)];
    const kernel = new Float32Array(product(layer.kernel));
    for (let i = 0; i < kernel.length; i++) {
      kernel[i] = (bytes[byte++] ?? 0) * (scale[i % channels] ?? 0) + (offset[i % channels] ?? 0);
    }
    weights.set(layer.name, { kernel, bias });
  }
  return weights;
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}
