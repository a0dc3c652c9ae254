/**
 * A WebAssembly module written down in TypeScript: instructions are their bytes, nested as convenient. Only what the kernels of
 * this folder need is here; names follow the WebAssembly specification.
 */

/** Bytes of instructions. */
export type Code = number | readonly Code[];

export type ValueType = 'i32' | 'f32' | 'v128';

/** Reads and writes of a function's parameters and locals by name. */
export interface Variables {
  readonly get: (name: string) => Code;
  readonly set: (name: string, value: Code) => Code;
}

/** A function of a module; it returns nothing. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

const typeCode: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** A function with `i32` parameters and named locals, which start at zero. */
export function defineFunction(
  name: string,
  parameters: readonly string[],
  locals: Readonly<Record<string, ValueType>>,
  body: (variables: Variables) => Code,
): WasmFunction {
  const names = [...parameters, ...Object.keys(locals)];
  const index = (variable: string): Code => {
    const found = names.indexOf(variable);
    if (found < 0) throw new RangeError(`${name} has no variable ${variable}`);
    return unsigned(found);
  };
  return {
    name,
    parameters: parameters.length,
    locals: Object.values(locals),
    body: body({
      get: (variable) => [0x20, index(variable)],
      set: (variable, value) => [value, 0x21, index(variable)],
    }),
  };
}

/**
 * The bytes of a module that works on an imported memory (`engine.memory`) and exports every function by its name.
 *
 * @param shared whether that memory is shared between threads; it then has a largest size, of 4 GiB
 */
export function assemble(functions: readonly WasmFunction[], shared = false): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [0x60, list(Array.from({ length: parameters }, () => 0x7f)), 0]);
  const bodies = functions.map(({ locals, body }) =>
    sized([list(locals.map((type) => [1, typeCode[type]])), body, 0x0b]),
  );
  const limits = shared ? [0x03, 0x01, unsigned(2 ** 16)] : [0x00, 0x01];
  const memory = [text('engine'), text('memory'), 0x02, limits];
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      [1, sized(list(types))],
      [2, sized(list([memory]))],
      [3, sized(list(functions.map((_, index) => unsigned(index))))],
      [7, sized(list(functions.map(({ name }, index) => [text(name), 0x00, unsigned(index)])))],
      [10, sized(list(bodies))],
    ]),
  );
}

const flat = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(flat));
const list = (items: readonly Code[]): Code => [unsigned(items.length), items];
const text = (value: string): Code => list(Array.from(value, (letter) => letter.charCodeAt(0)));

function sized(code: Code): Code {
  const bytes = flat(code);
  return [unsigned(bytes.length), bytes];
}

/** LEB128. */
export function unsigned(value: number): Code {
  return value < 0x80 ? value : [(value & 0x7f) | 0x80, unsigned(value >>> 7)];
}

/** Signed LEB128. */
export function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? value & 0x7f : [(value & 0x7f) | 0x80, signed(value >> 7)];
}
