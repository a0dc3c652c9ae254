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
  /** How finely the kernel is quantised. */
  readonly bits: 8 | 16;
}

interface PoolingLayer {
  readonly op: 'max-pool' | 'average-pool';
  readonly name: string;
  readonly from: readonly [string];
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

interface JoiningLayer {
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
 * Reads `weights.bin`, little-endian. First, for each convolution in order: scale, offset and bias, float32, one of each
 * per output channel. Then, for each convolution in order, its kernel as unsigned integers of `bits` bits; an entry q of
 * channel c is q · scale[c] + offset[c]. Throws a `RangeError` if the file's length does not fit the layers.
 */
export function readWeights(
  description: NetworkDescription,
  bytes: Uint8Array,
): ReadonlyMap<string, ConvolutionWeights> {
  const convolutions = description.layers.filter(isConvolution);
  const floatBytes = convolutions.reduce((sum, layer) => sum + 12 * outputChannels(layer), 0);
  const kernelBytes = convolutions.reduce((sum, { kernel, bits }) => sum + (product(kernel) * bits) / 8, 0);
  if (bytes.length !== floatBytes + kernelBytes) {
    throw new RangeError(
      `weights of ${description.name} have ${bytes.length} bytes; its layers need ${floatBytes + kernelBytes}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let floatAt = 0;
  let kernelAt = floatBytes;
  const takeFloats = (count: number) => {
    floatAt += 4 * count;
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(floatAt - 4 * (count - i), true));
  };
  const weights = new Map<string, ConvolutionWeights>();
  for (const layer of convolutions) {
    const channels = outputChannels(layer);
    const [scale, offset, bias] = [takeFloats(channels), takeFloats(channels), takeFloats(channels)];
    const kernel = new Float32Array(product(layer.kernel));
    for (let i = 0; i < kernel.length; i++) {
      const quantised = layer.bits === 8 ? view.getUint8(kernelAt) : view.getUint16(kernelAt, true);
      kernel[i] = quantised * (scale[i % channels] ?? 0) + (offset[i % channels] ?? 0);
      kernelAt += layer.bits / 8;
    }
    weights.set(layer.name, { kernel, bias });
  }
  return weights;
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}
