#include "elementwise.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels.h"
#include "pieces.h"

namespace ganreg {
namespace {

constexpr int64_t sumRowsOfItem = 1024;

}  // namespace

void combine(int64_t operation, const Broadcast& at, const float* left, const float* right, float* out) {
  const Kernels& isa = kernels();
  const int64_t inner = at.sizes[3], rows = at.sizes[0] * at.sizes[1] * at.sizes[2];
  if (rows == 1) {
    inPieces(inner, 1, [&](int64_t from, int64_t to) {
      isa.combineRows(operation, left + from * at.left[3], at.left[3], right + from * at.right[3], at.right[3], out + from,
                      to - from);
    });
    return;
  }
  inPieces(rows, inner, [&](int64_t first, int64_t last) {
    for (int64_t row = first; row < last; row++) {
      const int64_t z = row % at.sizes[2], y = row / at.sizes[2] % at.sizes[1], x = row / at.sizes[2] / at.sizes[1];
      isa.combineRows(operation, left + x * at.left[0] + y * at.left[1] + z * at.left[2], at.left[3],
                      right + x * at.right[0] + y * at.right[1] + z * at.right[2], at.right[3], out + row * inner, inner);
    }
  });
}

void apply(int64_t operation, const float* from, float* out, int64_t count, float parameter) {
  inPieces(count, 1, [&](int64_t first, int64_t last) {
    kernels().applyRows(operation, from + first, out + first, last - first, parameter);
  });
}

void sumMiddle(const float* from, const float* times, float* out, int64_t outer, int64_t count, int64_t inner, float factor) {
  const Kernels& isa = kernels();
  // parts of fixed size, so that the sums do not depend on the threads
  const int64_t rows = inner == 1 ? 16 * sumRowsOfItem : sumRowsOfItem;
  const int64_t parts = std::max<int64_t>(1, (count + rows - 1) / rows);
  std::vector<float> sums(outer * parts * inner);
  const auto sumPart = [&](int64_t item) {
    const int64_t first = item % parts * rows, last = std::min(count, first + rows);
    const int64_t at = (item / parts * count + first) * inner;
    const float* block = from + at;
    const float* factors = times ? times + at : nullptr;
    if (inner == 1) {
      sums[item] = isa.sumAll(block, factors, last - first);
      return;
    }
    thread_local std::vector<float> group;
    group.resize(inner);
    isa.sumRows(block, factors, sums.data() + item * inner, group.data(), last - first, inner);
  };
  inPieces(outer * parts, std::min(rows, count) * inner, [&](int64_t first, int64_t last) {
    for (int64_t item = first; item < last; item++) sumPart(item);
  });
  for (int64_t o = 0; o < outer; o++)
    for (int64_t c = 0; c < inner; c++) {
      float total = sums[o * parts * inner + c];
      for (int64_t part = 1; part < parts; part++) total += sums[(o * parts + part) * inner + c];
      out[o * inner + c] = total * factor;
    }
}

void adam(const Adam& settings, const float* value, const float* gradient, const float* first, const float* second,
          float* newValue, float* newFirst, float* newSecond, int64_t count) {
  inPieces(count, 1, [&](int64_t from, int64_t to) {
    kernels().adamRow(settings, value + from, gradient + from, first ? first + from : nullptr,
                      second ? second + from : nullptr, newValue + from, newFirst + from, newSecond + from, to - from);
  });
}

void depthwise(const Depthwise& at, const float* image, const float* filter, float* out) {
  const Kernels& isa = kernels();
  const int64_t row = at.outWidth * at.channels;
  inPieces(at.batch * at.outHeight, row, [&](int64_t firstLine, int64_t lastLine) {
    for (int64_t line = firstLine; line < lastLine; line++) {
      float* to = out + line * row;
      memset(to, 0, row * sizeof(float));
      for (int64_t v = 0; v < at.filterHeight; v++) {
        const int64_t y = line % at.outHeight * at.strideY + v * at.dilationY - at.top;
        if (y < 0 || y >= at.height) continue;
        for (int64_t u = 0; u < at.filterWidth; u++) {
          // the outputs whose tap lies inside the image
          const int64_t shift = u * at.dilationX - at.left;
          const int64_t first = shift >= 0 ? 0 : (-shift + at.strideX - 1) / at.strideX;
          const int64_t last = std::min(at.outWidth, at.width - 1 - shift < 0 ? 0 : (at.width - 1 - shift) / at.strideX + 1);
          if (first >= last) continue;
          const float* from =
              image + ((line / at.outHeight * at.height + y) * at.width + first * at.strideX + shift) * at.channels;
          isa.addProducts(from, at.strideX * at.channels, filter + (v * at.filterWidth + u) * at.channels,
                          to + first * at.channels, last - first, at.channels);
        }
      }
    }
  });
}

}  // namespace ganreg
