import * as fc from 'fast-check';

type Edit = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(([at, value]): Edit => (bytes) => {
    const changed = Uint8Array.from(bytes);
    changed[Math.floor(at * bytes.length)] = value;
    return changed;
  }),
  // headers are at the front, and large numbers hurt there
  fc.tuple(fc.nat(63), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)).map(([at, value]): Edit => (bytes) => {
    const changed = Uint8Array.from(bytes);
    if (at < changed.length) changed[at] = value;
    return changed;
  }),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.slice(0, Math.floor(at * bytes.length)),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 40 })).map(([at, more]): Edit => (bytes) => {
    const cut = Math.floor(at * bytes.length);
    return Uint8Array.from([...bytes.subarray(0, cut), ...more, ...bytes.subarray(cut)]);
  }),
  fc.tuple(place, place).map(
    ([from, to]): Edit =>
      (bytes) =>
        Uint8Array.from([
          ...bytes.subarray(0, Math.floor(from * bytes.length)),
          ...bytes.subarray(Math.floor(to * bytes.length)),
        ]),
  ),
);
/** The bytes with one to four things wrong: a byte, a cut, something put in or left out. */
export const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => edits.reduce((whole, change) => change(whole), bytes));
