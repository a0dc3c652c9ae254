import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { configUnreadable } from '../../errors/config.ts';

interface Manifest {
  readonly modelTopology?: unknown;
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[];
}

const read = async (
  file: string,
): Promise<{ readonly artifacts: tf.io.ModelArtifacts; readonly bytes: Uint8Array }> => {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const groups = manifest.weightsManifest ?? [];
  const parts = await Promise.all(
    groups.flatMap((group) => group.paths).map((path) => readFile(join(dirname(file), path))),
  );
  const bytes = new Uint8Array(Buffer.concat(parts));
  return {
    bytes,
    artifacts: {
      modelTopology: manifest.modelTopology as object,
      weightSpecs: groups.flatMap((group) => group.weights),
      weightData: bytes.buffer,
    },
  };
};

/** Reads a tfjs LayersModel: `model.json` and the weight files beside it. @throws GanregError CONFIG_UNREADABLE */
export const readLayersModel = async (
  file: string,
): Promise<{ readonly model: LayersModel; readonly weightsHash: string }> => {
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  try {
    const { artifacts, bytes } = await read(file);
    const model = await loadLayersModel(tf.io.fromMemory(artifacts));
    return { model, weightsHash: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    throw configUnreadable(file, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
};
