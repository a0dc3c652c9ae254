/** What is used of WebAssembly's interface, which TypeScript only knows together with a browser's. */
interface WebAssemblyInterface {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };
