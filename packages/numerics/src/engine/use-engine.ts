import { EngineError } from '../errors.ts';
import { installGradients } from '../gradients/install.ts';
import { refuseOtherVersions } from './copies.ts';
import type { Engine, EngineOptions, EngineRequest } from './engine.ts';
import { engineNames, type EngineName } from './names.ts';
import { selfTest } from './self-test.ts';
import { startCpu } from './start-cpu.ts';
import { startWasm } from './start-wasm.ts';

/**
 * Makes an engine the one that computes, with gradients that are right to second order and, on wasm, kernels that train.
 * Idempotent. Throws an EngineError that names the remedy when the engine asked for is not to be had here.
 */
export async function useEngine(request: EngineRequest): Promise<Engine> {
  const { use, ...options } = typeof request === 'string' ? { use: request } : request;
  refuseOtherVersions();
  const engine = await (use === 'auto' ? startBest(options) : start(use, 'asked for', options));
  // last, because tfjs-node registers the stock gradients when it is loaded
  installGradients();
  if (use === 'auto') await selfTest(engine.name);
  return engine;
}

/** The modules behind `auto` and `tensorflow` need Node, so that they are only loaded when asked for. */
async function startBest(options: EngineOptions): Promise<Engine> {
  if (!('process' in globalThis)) return startWasm('the only one outside Node', options);
  const { chooseEngine } = await import('./auto.ts');
  const { name, why } = chooseEngine();
  if (name !== 'wasm+native') return start(name, why, options);
  // it passed its trial, but a cache may have been emptied since
  return start(name, why, options).catch((error: unknown) =>
    startWasm(
      `the embedded default; not wasm+native: ${error instanceof Error ? error.message : String(error)}`,
      options,
    ),
  );
}

async function start(use: Exclude<EngineName, 'auto'>, why: string, options: EngineOptions): Promise<Engine> {
  if (options.memoryLimit !== undefined && use !== 'wasm' && use !== 'wasm+native')
    throw new EngineError(
      'no-memory-limit',
      `The engine ${use} has no memory limit of its own; only wasm and wasm+native have.`,
    );
  if (options.fused !== undefined && use !== 'wasm')
    throw new EngineError('no-rounding', `How the engine ${use} rounds products cannot be chosen; only wasm lets you.`);
  switch (use) {
    case 'wasm':
      return startWasm(why, options);
    case 'cpu':
      return startCpu(why);
    case 'tensorflow':
    case 'tensorflow-gpu': {
      const { startTensorflow } = await import('./start-tensorflow.ts');
      return startTensorflow(use, why, options);
    }
    case 'wasm+native': {
      const { startNative } = await import('./start-native.ts');
      return startNative(why, options);
    }
    case 'webgpu': {
      const { startWebgpu } = await import('./start-webgpu.ts');
      return startWebgpu(why);
    }
    default:
      throw new EngineError(
        'engine-unknown',
        `There is no engine ${JSON.stringify(use)}. Engines: ${engineNames.join(', ')}.`,
      );
  }
}
