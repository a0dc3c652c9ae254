// The loops of elementwise.cc, for the compiler to make vectors of. No sum is reordered, so that any width gives the same bits.
#include <cmath>
#include <cstring>

#include "channels.h"
#include "elementwise.h"
#include "kernels.h"

namespace ganreg {
namespace GANREG_ISA {

template <int operation>
static inline float combineOne(float a, float b) {
  if (operation == 0) return a + b;
  if (operation == 1) return a - b;
  if (operation == 2) return a * b;
  if (operation == 3) return a / b;
  return (a - b) * (a - b);
}

template <int operation>
static void combineRow(const float* __restrict left, int64_t leftStep, const float* __restrict right, int64_t rightStep,
                       float* __restrict out, int64_t count) {
  if (leftStep && rightStep)
    for (int64_t at = 0; at < count; at++) out[at] = combineOne<operation>(left[at], right[at]);
  else if (leftStep)
    for (int64_t at = 0, b = 0; at < count; at++) out[at] = combineOne<operation>(left[at], right[b]);
  else if (rightStep)
    for (int64_t at = 0, a = 0; at < count; at++) out[at] = combineOne<operation>(left[a], right[at]);
  else
    for (int64_t at = 0; at < count; at++) out[at] = combineOne<operation>(left[0], right[0]);
}

void combineRows(int64_t operation, const float* left, int64_t leftStep, const float* right, int64_t rightStep, float* out,
                 int64_t count) {
  switch (operation) {
    case 0: return combineRow<0>(left, leftStep, right, rightStep, out, count);
    case 1: return combineRow<1>(left, leftStep, right, rightStep, out, count);
    case 2: return combineRow<2>(left, leftStep, right, rightStep, out, count);
    case 3: return combineRow<3>(left, leftStep, right, rightStep, out, count);
    default: return combineRow<4>(left, leftStep, right, rightStep, out, count);
  }
}

// e^x for |x| < 80: a power of two times a polynomial on [-ln 2 / 2, ln 2 / 2]
static inline float exponential(float x) {
  const float magic = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
  const float whole = x * 1.44269504f + magic - magic;
  const float rest = fmaOne(whole, 2.12194440e-4f, fmaOne(whole, -0.693359375f, x));
  float sum = 1.9875691500e-4f;
  sum = fmaOne(sum, rest, 1.3981999507e-3f);
  sum = fmaOne(sum, rest, 8.3334519073e-3f);
  sum = fmaOne(sum, rest, 4.1665795894e-2f);
  sum = fmaOne(sum, rest, 1.6666665459e-1f);
  sum = fmaOne(sum, rest, 5.0000001201e-1f);
  sum = fmaOne(sum, rest * rest, rest) + 1.0f;
  const int32_t bits = (static_cast<int32_t>(whole) + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return sum * scale;
}

static inline float hyperbolicTangent(float x) {
  const float square = x * x;
  float sum = -5.70498872745e-3f;
  sum = fmaOne(sum, square, 2.06390887954e-2f);
  sum = fmaOne(sum, square, -5.37397155531e-2f);
  sum = fmaOne(sum, square, 1.33314422036e-1f);
  sum = fmaOne(sum, square, -3.33332819422e-1f);
  const float near = fmaOne(sum * square, x, x);
  const float size = x < 0.0f ? -x : x, capped = size > 10.0f ? 10.0f : size;
  const float far = 1.0f - 2.0f / (exponential(2.0f * capped) + 1.0f);
  const float signedFar = x < 0.0f ? -far : far;
  return size < 0.625f ? near : signedFar;
}

template <int operation>
static inline float applyOne(float x, float parameter) {
  if (operation == 0) return x < 0.0f ? 0.0f : x;
  if (operation == 1) return x < 0.0f ? x * parameter : x;
  if (operation == 2) return x > 0.0f ? 1.0f : (x != x ? x : parameter);
  if (operation == 3) return x * x;
  if (operation == 4) return sqrtf(x);
  if (operation == 5) return 1.0f / sqrtf(x);
  if (operation == 6) return -x;
  return hyperbolicTangent(x);
}

template <int operation>
static void applyRow(const float* __restrict from, float* __restrict out, int64_t count, float parameter) {
  for (int64_t at = 0; at < count; at++) out[at] = applyOne<operation>(from[at], parameter);
}

void applyRows(int64_t operation, const float* from, float* out, int64_t count, float parameter) {
  switch (operation) {
    case 0: return applyRow<0>(from, out, count, parameter);
    case 1: return applyRow<1>(from, out, count, parameter);
    case 2: return applyRow<2>(from, out, count, parameter);
    case 3: return applyRow<3>(from, out, count, parameter);
    case 4: return applyRow<4>(from, out, count, parameter);
    case 5: return applyRow<5>(from, out, count, parameter);
    case 6: return applyRow<6>(from, out, count, parameter);
    default: return applyRow<7>(from, out, count, parameter);
  }
}

// what is summed: numbers, or their products with others
template <bool products>
static inline float summand(const float* from, const float* times, int64_t at) {
  return products ? from[at] * times[at] : from[at];
}

template <bool products>
static void sumRowsOf(const float* __restrict from, const float* __restrict times, float* __restrict out,
                      float* __restrict group, int64_t rows, int64_t inner) {
  for (int64_t c = 0; c < inner; c++) out[c] = 0.0f;
  for (int64_t first = 0; first < rows; first += 64) {
    const int64_t last = first + 64 < rows ? first + 64 : rows;
    for (int64_t c = 0; c < inner; c++) group[c] = summand<products>(from, times, first * inner + c);
    for (int64_t row = first + 1; row < last; row++)
      for (int64_t c = 0; c < inner; c++) group[c] += summand<products>(from, times, row * inner + c);
    for (int64_t c = 0; c < inner; c++) out[c] += group[c];
  }
}

// sums of columns, in groups of rows: long sums of small numbers lose less
void sumRows(const float* from, const float* times, float* out, float* group, int64_t rows, int64_t inner) {
  if (times) return sumRowsOf<true>(from, times, out, group, rows, inner);
  sumRowsOf<false>(from, times, out, group, rows, inner);
}

template <bool products>
static float sumAllOf(const float* from, const float* times, int64_t count) {
  float lanes[16] = {};
  int64_t at = 0;
  for (; at + 16 <= count; at += 16)
    for (int lane = 0; lane < 16; lane++) lanes[lane] += summand<products>(from, times, at + lane);
  for (int lane = 0; at < count; at++, lane++) lanes[lane] += summand<products>(from, times, at);
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

// one sum, as sixteen that are added at the end
float sumAll(const float* from, const float* times, int64_t count) {
  return times ? sumAllOf<true>(from, times, count) : sumAllOf<false>(from, times, count);
}

template <int operation>
static void channelRowsOf(const Channels& task, int64_t first, int64_t last) {
  const int64_t channels = task.channels;
  const float* __restrict a = task.a;
  const float* __restrict b = task.b;
  for (int64_t row = first; row < last; row++) {
    const float* __restrict x = task.x + row * channels;
    const float* __restrict by = task.by + row * channels;
    float* __restrict out = task.out + row * channels;
    for (int64_t c = 0; c < channels; c++) {
      if (operation == 0) out[c] = applyOne<1>(x[c] + a[c], task.slope);
      if (operation == 1) out[c] = x[c] * applyOne<2>(by[c] + a[c], task.slope);
      if (operation == 2) out[c] = x[c] * a[c] + b[c];
    }
  }
}

void channelRows(const Channels& task, int64_t first, int64_t last) {
  switch (task.operation) {
    case 0: return channelRowsOf<0>(task, first, last);
    case 1: return channelRowsOf<1>(task, first, last);
    default: return channelRowsOf<2>(task, first, last);
  }
}

void adamRow(const Adam& s, const float* __restrict value, const float* __restrict gradient, const float* __restrict first,
             const float* __restrict second, float* __restrict newValue, float* __restrict newFirst,
             float* __restrict newSecond, int64_t count) {
  for (int64_t at = 0; at < count; at++) {
    const float g = gradient[at];
    const float m = first ? first[at] * s.beta1 + g * s.share1 : g * s.share1;
    const float v = second ? second[at] * s.beta2 + g * g * s.share2 : g * g * s.share2;
    newFirst[at] = m;
    newSecond[at] = v;
    newValue[at] = value[at] - m / (sqrtf(v) + s.epsilon) * s.rate;
  }
}

void addScaled(const float* __restrict from, float factor, float* __restrict out, int64_t count) {
  for (int64_t at = 0; at < count; at++) out[at] = fmaOne(from[at], factor, out[at]);
}

// out [width of `inner` numbers] += from · filter, where the filter's numbers repeat with every pixel
void addProducts(const float* __restrict from, int64_t step, const float* __restrict filter, float* __restrict out,
                 int64_t pixels, int64_t channels) {
  for (int64_t pixel = 0; pixel < pixels; pixel++)
    for (int64_t c = 0; c < channels; c++)
      out[pixel * channels + c] = fmaOne(from[pixel * step + c], filter[c], out[pixel * channels + c]);
}

}  // namespace GANREG_ISA
}  // namespace ganreg

#define GANREG_KERNELS(name)                                                                                       \
  {                                                                                                                \
    name, tileRows, tileVectors* lanes, GANREG_ISA::rowTile, GANREG_ISA::outerTile, GANREG_ISA::combineRows,       \
        GANREG_ISA::applyRows, GANREG_ISA::sumRows, GANREG_ISA::sumAll, GANREG_ISA::channelRows, GANREG_ISA::adamRow, \
        GANREG_ISA::addScaled, GANREG_ISA::addProducts                                                             \
  }
