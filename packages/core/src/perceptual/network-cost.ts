import { isConvolution, type Layer, type NetworkDescription } from './network-format.ts';

/** Multiply-adds of all convolutions that the taps need, for one square image. */
export function multiplications({ layers, taps }: NetworkDescription, side: number): number {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const sides = new Map<string, number>([['image', side]]);
  let total = 0;
  const visit = (name: string): number => {
    const known = sides.get(name);
    const layer = byName.get(name);
    if (known !== undefined || layer === undefined) return known ?? 0;
    const [from = 0] = layer.from.map(visit);
    const out = outputSide(layer, from);
    sides.set(name, out);
    if (isConvolution(layer)) total += out * out * layer.kernel.reduce((a, b) => a * b, 1);
    return out;
  };
  taps.forEach(visit);
  return total;
}

function outputSide(layer: Layer, side: number): number {
  if (!('stride' in layer)) return side;
  const size = isConvolution(layer) ? layer.kernel[0] : layer.size;
  return layer.padding === 'same' ? Math.ceil(side / layer.stride) : Math.floor((side - size) / layer.stride) + 1;
}
