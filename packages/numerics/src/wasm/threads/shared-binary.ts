/** Reads LEB128. */
const unsigned = (bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } => {
  let value = 0;
  for (let at = from, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
};

const memorySection = 5;
const [bounded, boundedAndShared] = [0x01, 0x03];

/**
 * The same WebAssembly module with its own memory shared between threads: one bit of the memory section (WebAssembly threads
 * proposal). Its code runs in one thread as before; other modules may work on that memory in others.
 *
 * @returns nothing for a module that has not one memory with a largest size
 */
export const withSharedMemory = (module: Uint8Array): Uint8Array<ArrayBuffer> | undefined => {
  for (let at = 8; at < module.length;) {
    const section = module[at];
    const { value: size, next: begin } = unsigned(module, at + 1);
    if (section === memorySection) {
      const { value: memories, next: flags } = unsigned(module, begin);
      if (memories !== 1 || module[flags] !== bounded) return undefined;
      const copy = Uint8Array.from(module);
      copy[flags] = boundedAndShared;
      return copy;
    }
    at = begin + size;
  }
  return undefined;
};
