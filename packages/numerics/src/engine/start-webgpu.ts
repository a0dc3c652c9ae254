import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../errors.ts';
import { openAdapter, type Adapter } from '../webgpu/adapter.ts';
import { locateWebgpu, webgpuPackages } from '../webgpu/locate.ts';
import { activate } from './activate.ts';
import type { Engine } from './engine.ts';

let opened: Promise<Adapter> | undefined;

/**
 * Starts tfjs' webgpu backend under Node, by packages that the user installs. Numbers are read asynchronously only. A software
 * adapter is taken when this engine is asked for by name; `auto` refuses it.
 */
export async function startWebgpu(why: string): Promise<Engine> {
  const entries = locateWebgpu();
  if (typeof entries === 'string')
    throw new EngineError(
      'engine-not-installed',
      `webgpu needs ${entries}: npm install ${webgpuPackages[0]}@4.22.0 ${webgpuPackages[1]}@0.3.8, or set GANREG_WEBGPU.`,
    );
  const [backend, dawn] = entries;
  opened ??= openAdapter(dawn);
  const { name: adapter, isSoftware } = await opened;
  const require = createRequire(backend);
  try {
    require(backend);
  } catch (cause) {
    throw new EngineError('engine-failed', `${webgpuPackages[0]} does not load: ${String(cause)}`, { cause });
  }
  await activate('webgpu');
  return {
    name: 'webgpu',
    why,
    threads: 1,
    software: isSoftware,
    versions: { '@tensorflow/tfjs-core': tf.version_core, adapter },
  };
}
