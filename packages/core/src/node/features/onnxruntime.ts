import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GanregError } from '../../errors/ganreg-error.ts';

interface OnnxTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly { readonly shape?: readonly (number | string)[] }[];
  readonly run: (feeds: Readonly<Record<string, OnnxTensor>>) => Promise<Readonly<Record<string, OnnxTensor>>>;
  readonly release: () => Promise<void>;
}

/** As much of `onnxruntime-node` as features need. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    readonly create: (model: Uint8Array, options: Readonly<Record<string, unknown>>) => Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

/** The optional package, as the project has it. @throws GanregError SPACE_NEEDS_ONNXRUNTIME */
export const loadOnnxRuntime = async (project: string): Promise<OnnxRuntime> => {
  try {
    const entry = createRequire(join(project, 'package.json')).resolve('onnxruntime-node');
    const loaded = (await import(pathToFileURL(entry).href)) as OnnxRuntime & { readonly default?: OnnxRuntime };
    return loaded.default ?? loaded;
  } catch (error) {
    throw new GanregError(
      'SPACE_NEEDS_ONNXRUNTIME',
      `an ONNX feature space needs the package onnxruntime-node: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
      {
        path: 'study.evaluate.spaces',
        fix: 'npm install onnxruntime-node --ignore-scripts (its install script only fetches CUDA files)',
      },
    );
  }
};
