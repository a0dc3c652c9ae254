import { signed, unsigned, type Code } from './assembler.ts';

/** Instructions of WebAssembly with their operands in front, as functions. */

export const integer = (value: number): Code => [0x41, signed(value)];
export const add = (a: Code, b: Code): Code => [a, b, 0x6a];
export const subtract = (a: Code, b: Code): Code => [a, b, 0x6b];
export const multiply = (a: Code, b: Code): Code => [a, b, 0x6c];
export const isLess = (a: Code, b: Code): Code => [a, b, 0x49];

/** Alignment is a hint only; offsets are in bytes. */
const memory = (align: number, offset: number): Code => [align, unsigned(offset)];
export const loadInteger = (address: Code, offset = 0): Code => [address, 0x28, memory(2, offset)];
export const loadFloat = (address: Code, offset = 0): Code => [address, 0x2a, memory(2, offset)];
export const storeFloat = (address: Code, value: Code, offset = 0): Code => [address, value, 0x38, memory(2, offset)];
export const addFloats = (a: Code, b: Code): Code => [a, b, 0x92];

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
export const loadVector = (address: Code, offset = 0): Code => [address, simd(0x00), memory(2, offset)];
/** One number in all four lanes. */
export const loadSplat = (address: Code, offset = 0): Code => [address, simd(0x09), memory(2, offset)];
export const storeVector = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  simd(0x0b),
  memory(2, offset),
];
export const addVectors = (a: Code, b: Code): Code => [a, b, simd(0xe4)];
export const multiplyVectors = (a: Code, b: Code): Code => [a, b, simd(0xe6)];
/** The same for float64, which a vector holds two of. */
export const loadSplatDouble = (address: Code, offset = 0): Code => [address, simd(0x0a), memory(3, offset)];
export const addDoubles = (a: Code, b: Code): Code => [a, b, simd(0xf0)];
export const multiplyDoubles = (a: Code, b: Code): Code => [a, b, simd(0xf2)];
/** `a·b + c`; rounded once where the processor can (relaxed SIMD), else twice. */
export const multiplyAdd = (a: Code, b: Code, c: Code): Code => [a, b, c, simd(0x105)];
/** Four of the eight lanes of two vectors; lanes 4–7 are those of `b`. */
export const pickLanes = (a: Code, b: Code, lanes: readonly number[]): Code => [
  a,
  b,
  simd(0x0d),
  lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
];

const nothing = 0x40;
export const when = (condition: Code, body: Code, otherwise: Code = []): Code => [
  condition,
  0x04,
  nothing,
  body,
  0x05,
  otherwise,
  0x0b,
];
/** Repeats the body as long as the condition holds after it. */
export const repeatWhile = (condition: Code, body: Code): Code => [0x03, nothing, body, condition, 0x0d, 0, 0x0b];
export const call = (index: number, ...parameters: readonly Code[]): Code => [parameters, 0x10, unsigned(index)];
