import { isConvolution, type Layer, type NetworkDescription } from './network-format.ts';

/** Multiply-adds of all convolutions for one square image. */
export function multiplications({ layers }: NetworkDescription, side: number): number {
  const sides = new Map<string, number>([['image', side]]);
  let total = 0;
  for (const layer of layers) {
    const [from = ''] = layer.from;
    const out = outputSide(layer, sides.get(from) ?? 0);
    sides.set(layer.name, out);
    if (isConvolution(layer)) total += out * out * layer.kernel.reduce((a, b) => a * b, 1);
  }
  return total;
}

function outputSide(layer: Layer, side: number): number {
  if (!('stride' in layer)) return side;
  const size = isConvolution(layer) ? layer.kernel[0] : layer.size;
  return layer.padding === 'same' ? Math.ceil(side / layer.stride) : Math.floor((side - size) / layer.stride) + 1;
}
