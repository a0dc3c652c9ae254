import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { configUnreadable } from '../../errors/config.ts';
import type { ImageSpace, Pixels } from '../../metrics/image-space.ts';
import { isOfficialInception, officialName } from './official-inception.ts';
import { loadOnnxRuntime } from './onnxruntime.ts';
import { spaceHash, spaceUnsuitable, type OwnSpaceOptions } from './open-tfjs-space.ts';

type Layout = 'planes' | 'pixels';

/** RGB in the network's range and layout. */
const arranged = (
  { values, count, height, width, channels }: Pixels,
  [low, high]: readonly [number, number],
  layout: Layout,
) => {
  const area = height * width;
  const out = new Float32Array(count * area * 3);
  for (let image = 0; image < count; image += 1) {
    for (let at = 0; at < area; at += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const value = values[(image * area + at) * channels + (channels === 1 ? 0 : channel)] ?? 0;
        const place = layout === 'planes' ? (image * 3 + channel) * area + at : (image * area + at) * 3 + channel;
        out[place] = (value / 255) * (high - low) + low;
      }
    }
  }
  return out;
};

/** `[B, d]` stays; maps become their spatial means, whichever way they are laid out. */
const flattened = (data: Float32Array, dims: readonly number[], layout: Layout): Float32Array => {
  if (dims.length === 2) return Float32Array.from(data);
  const [count = 0, ...rest] = dims;
  const dimension = (layout === 'planes' ? rest[0] : rest.at(-1)) ?? 0;
  const area = rest.reduce((all, size) => all * size, 1) / dimension;
  const out = new Float32Array(count * dimension);
  for (let index = 0; index < data.length; index += 1) {
    const image = Math.floor(index / (area * dimension));
    const within = index - image * area * dimension;
    const feature = layout === 'planes' ? Math.floor(within / area) : within % dimension;
    const at = image * dimension + feature;
    out[at] = (out[at] ?? 0) + (data[index] ?? 0) / area;
  }
  return out;
};

const fixed = (size: number | string | undefined): number | undefined =>
  typeof size === 'number' && size > 0 ? size : undefined;

/**
 * A feature space of your own: an ONNX network that sees RGB images, run on the processor by `onnxruntime-node` with one thread. Features
 * are its first output `[B, d]`, or spatial means of maps. The network that defines FID is recognised and its distances are called so.
 * @param project where `onnxruntime-node` is installed
 * @throws GanregError CONFIG_UNREADABLE, SPACE_NEEDS_ONNXRUNTIME, SPACE_UNSUITABLE
 */
export const openOnnxSpace = async (
  file: string,
  project: string,
  { side: asked, range = [0, 1] }: OwnSpaceOptions,
): Promise<ImageSpace> => {
  const { InferenceSession, Tensor } = await loadOnnxRuntime(project);
  const unreadable = (error: unknown) => configUnreadable(file, error instanceof Error ? error.message : String(error));
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(error);
  });
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 }).catch(
    (error: unknown) => {
      throw unreadable(error);
    },
  );
  const shape = session.inputMetadata[0]?.shape ?? [];
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  const layout = shape[1] === 3 ? 'planes' : 'pixels';
  if (input === undefined || output === undefined || shape.length !== 4 || (shape[1] !== 3 && shape[3] !== 3)) {
    throw spaceUnsuitable(
      file,
      `sees [${shape.join(', ')}], not RGB images.`,
      'export it with an input [B, 3, H, W] or [B, H, W, 3]',
    );
  }
  const side = asked ?? fixed(shape[2]);
  if (side === undefined)
    throw spaceUnsuitable(file, 'sees images of any size.', 'say which: { use: onnx, path: …, side: 299 }');
  const most = fixed(shape[0]);

  const embed = async ({ values, ...size }: Pixels): Promise<Float32Array> => {
    const each = size.height * size.width * size.channels;
    let features: Float32Array | undefined;
    for (let from = 0; from < size.count; from += most ?? size.count) {
      const count = most ?? size.count;
      // A network of a fixed batch gets its last one filled up.
      const part = new Float32Array(count * each);
      part.set(values.subarray(from * each, Math.min(values.length, (from + count) * each)));
      const pixels = arranged({ ...size, count, values: part }, range, layout);
      const dims = layout === 'planes' ? [count, 3, size.height, size.width] : [count, size.height, size.width, 3];
      const found = (await session.run({ [input]: new Tensor('float32', pixels, dims) }))[output];
      if (found === undefined) throw spaceUnsuitable(file, 'gives nothing.', 'export it with an output');
      const own = flattened(found.data, found.dims, layout);
      const wide = own.length / count;
      features ??= new Float32Array(size.count * wide);
      features.set(own.subarray(0, wide * Math.min(count, size.count - from)), from * wide);
    }
    return features ?? new Float32Array();
  };
  const blank = { height: side, width: side, channels: 1, count: 1, values: new Float32Array(side * side) };
  const { length: dimension } = await embed(blank);
  const fid = await isOfficialInception(file, bytes, side, range);
  const hash = spaceHash(createHash('sha256').update(bytes).digest('hex'), side, range);
  return {
    name: fid ? officialName : `${basename(file, extname(file))}-${hash.slice(0, 8)}`,
    weightsHash: hash,
    side,
    dimension,
    ...(fid ? { fid } : {}),
    embed,
    dispose: () => {
      void session.release();
    },
  };
};
