#include "fir.h"

#include <algorithm>
#include <vector>

#include "kernels.h"
#include "pieces.h"

namespace ganreg {
namespace {

// The pixel that a tap sees from a place of the output, or -1 where it sees a zero.
int64_t pixelUnder(const Fir& at, int64_t place, int64_t tap, int64_t size) {
  const int64_t wide = place * at.down + tap - at.low;
  if (wide < 0 || wide % at.up != 0) return -1;
  return wide / at.up < size ? wide / at.up : -1;
}

void filterColumns(const Fir& at, const float* image, int64_t place, float* row) {
  const int64_t length = at.width * at.channels;
  std::fill(row, row + length, 0.0f);
  for (int64_t tap = 0; tap < at.count; tap++) {
    const int64_t y = pixelUnder(at, place, tap, at.height);
    if (y >= 0) kernels().addScaled(image + y * length, at.taps[tap], row, length);
  }
}

void filterRow(const Fir& at, const float* row, float* out) {
  const Kernels& isa = kernels();
  const int64_t channels = at.channels;
  std::fill(out, out + at.outWidth * channels, 0.0f);
  for (int64_t tap = 0; tap < at.count; tap++) {
    if (at.up == 1 && at.down == 1) {
      // the places whose tap sees a pixel lie side by side
      const int64_t shift = tap - at.low, first = std::max<int64_t>(0, -shift), last = std::min(at.outWidth, at.width - shift);
      if (first < last)
        isa.addScaled(row + (first + shift) * channels, at.taps[tap], out + first * channels, (last - first) * channels);
      continue;
    }
    for (int64_t place = 0; place < at.outWidth; place++) {
      const int64_t x = pixelUnder(at, place, tap, at.width);
      if (x >= 0) isa.addScaled(row + x * channels, at.taps[tap], out + place * channels, channels);
    }
  }
}

}  // namespace

void fir(const Fir& at, const float* image, float* out) {
  const int64_t length = at.outWidth * at.channels;
  inPieces(at.batch * at.outHeight, length, [&](int64_t first, int64_t last) {
    thread_local std::vector<float> row;
    row.resize(at.width * at.channels);
    for (int64_t line = first; line < last; line++) {
      filterColumns(at, image + line / at.outHeight * at.height * at.width * at.channels, line % at.outHeight, row.data());
      filterRow(at, row.data(), out + line * length);
    }
  });
}

}  // namespace ganreg
