import { pathToFileURL } from 'node:url';
import { EngineError } from '../errors.ts';

/** What is used of WebGPU, which TypeScript only knows together with a browser's interface. */
interface Gpu {
  readonly requestAdapter: () => Promise<{ readonly info: AdapterInfo } | null>;
}
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}
interface Dawn {
  readonly create: (flags: readonly string[]) => Gpu;
  readonly globals: object;
}

/** The adapter that a machine offers. */
export interface Adapter {
  readonly name: string;
  /** Whether it computes on the processor: right, but slower than wasm. */
  readonly isSoftware: boolean;
}

const software = /llvmpipe|lavapipe|swiftshader|software|warp|basic render/iu;

/**
 * Gives Node what tfjs' webgpu backend looks for in a browser, by Dawn's bindings: `navigator.gpu`, the classes of WebGPU, and an
 * `OffscreenCanvas` that is never drawn on.
 *
 * @param dawn entry file of the package `webgpu`
 * @throws EngineError `no-gpu` where no driver answers
 */
export async function openAdapter(dawn: string): Promise<Adapter> {
  const { create, globals } = (await import(pathToFileURL(dawn).href)) as Dawn;
  const host = globalThis as unknown as Record<string, unknown>;
  const gpu = create([]);
  Object.assign(host, globals);
  host['navigator'] ??= {};
  Object.defineProperty(host['navigator'] as object, 'gpu', { value: gpu, configurable: true });
  host['window'] ??= {};
  host['OffscreenCanvas'] ??= class {
    getContext(): null {
      return null;
    }
  };
  const adapter = await gpu.requestAdapter();
  if (adapter === null)
    throw new EngineError('no-gpu', 'WebGPU finds no adapter: no graphics driver with Vulkan, Metal or D3D12.');
  const { vendor, architecture, device, description, isFallbackAdapter = false } = adapter.info;
  const name = description || [vendor, architecture, device].filter((part) => part !== '').join(' ');
  return { name, isSoftware: isFallbackAdapter || software.test(`${architecture} ${device} ${description}`) };
}
