/** 2^-e for the exponents of 32-bit integers. */
const scales = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** -exponent);
const ln2 = Math.LN2;
const quarterTurn = Math.PI / 2 / 2 ** 30;

/**
 * Turns pairs of random words into pairs of standard normals (Box and Muller, 1958) and writes as many as fit.
 *
 * Logarithm, sine and cosine are short polynomials in `+ - * /` (error below 1e-8, under float32's resolution)
 * because `Math.log`, `Math.sin` and `Math.cos` may differ in their last bit between JavaScript engines: here
 * the same seed gives the same bits everywhere.
 *
 * @param bits an even number of words, at least as many as there is room in `out`
 */
export function normalsFromBits(out: Float32Array, bits: Uint32Array): void {
  for (let index = 0; index < out.length; index += 2) {
    const word = bits[index] ?? 0;
    const exponent = 31 - Math.clz32(word | 1);
    let mantissa = (word + 0.5) * (scales[exponent] ?? 1);
    let power = exponent - 32;
    if (mantissa > Math.SQRT2) {
      mantissa *= 0.5;
      power++;
    }
    const s = (mantissa - 1) / (mantissa + 1);
    const q = s * s;
    const log = power * ln2 + s * (2 + q * (2 / 3 + q * (2 / 5 + q * (2 / 7 + q * (2 / 9 + q * (2 / 11))))));
    const radius = Math.sqrt(-2 * log);

    const turn = bits[index + 1] ?? 0;
    const angle = ((turn & 0x3fffffff) - 0x20000000) * quarterTurn;
    const g = angle * angle;
    const sine = angle * (1 + g * (-1 / 6 + g * (1 / 120 + g * (-1 / 5040 + g / 362880))));
    const cosine = 1 + g * (-1 / 2 + g * (1 / 24 + g * (-1 / 720 + g * (1 / 40320 - g / 3628800))));
    const signed = turn & 0x80000000 ? -radius : radius;
    const swap = turn & 0x40000000;
    out[index] = signed * (swap ? cosine : sine);
    // writing past the end of a typed array does nothing: an odd count drops its last value
    out[index + 1] = signed * (swap ? -sine : cosine);
  }
}
