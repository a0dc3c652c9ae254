import { EngineError } from '../errors.ts';
import type { Engine, EngineOptions, EngineRequest } from './engine.ts';
import { engineNames, type EngineName } from './names.ts';
import { installGradients } from '../gradients/install.ts';
import { startCpu } from './start-cpu.ts';
import { startTensorflow } from './start-tensorflow.ts';
import { startWasm } from './start-wasm.ts';

/**
 * Makes an engine the one that computes, with gradients that are right to second order and, on wasm, kernels that train.
 * Idempotent. Throws an EngineError that names the remedy when the engine asked for is not to be had here.
 */
export async function useEngine(request: EngineRequest): Promise<Engine> {
  const { use, ...options } = typeof request === 'string' ? { use: request } : request;
  const engine = await start(use, options);
  // last, because tfjs-node registers the stock gradients when it is loaded
  installGradients();
  return engine;
}

async function start(use: EngineName, options: EngineOptions): Promise<Engine> {
  switch (use) {
    case 'auto':
      return startWasm('the embedded default');
    case 'wasm':
      return startWasm('asked for');
    case 'cpu':
      return startCpu('asked for');
    case 'tensorflow':
    case 'tensorflow-gpu':
      return startTensorflow(use, 'asked for', options);
    case 'webgpu':
    case 'wasm+native':
      throw new EngineError('engine-unavailable', `The engine ${use} is not available in this version; use wasm.`);
    default:
      throw new EngineError(
        'engine-unknown',
        `There is no engine ${JSON.stringify(use)}. Engines: ${engineNames.join(', ')}.`,
      );
  }
}
