#include "elementwise.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels.h"
#include "pool.h"

namespace ganreg {
namespace {

// numbers of one item: small enough for the first cache, large enough to be worth a thread
constexpr int64_t piece = 1 << 14;
constexpr int64_t sumRowsOfItem = 1024;

template <class Body>
void inPieces(int64_t count, const Body& body) {
  parallel((count + piece - 1) / piece,
           [&](int64_t item) { body(item * piece, std::min(count, (item + 1) * piece)); });
}

}  // namespace

void combine(int64_t operation, const Broadcast& at, const float* left, const float* right, float* out) {
  const Kernels& isa = kernels();
  const int64_t inner = at.sizes[3], rows = at.sizes[0] * at.sizes[1] * at.sizes[2];
  if (rows == 1) {
    inPieces(inner, [&](int64_t from, int64_t to) {
      isa.combineRows(operation, left + from * at.left[3], at.left[3], right + from * at.right[3], at.right[3], out + from,
                      to - from);
    });
    return;
  }
  const int64_t each = std::max<int64_t>(1, piece / std::max<int64_t>(1, inner));
  parallel((rows + each - 1) / each, [&](int64_t item) {
    const int64_t last = std::min(rows, (item + 1) * each);
    for (int64_t row = item * each; row < last; row++) {
      const int64_t z = row % at.sizes[2], y = row / at.sizes[2] % at.sizes[1], x = row / at.sizes[2] / at.sizes[1];
      isa.combineRows(operation, left + x * at.left[0] + y * at.left[1] + z * at.left[2], at.left[3],
                      right + x * at.right[0] + y * at.right[1] + z * at.right[2], at.right[3], out + row * inner, inner);
    }
  });
}

void apply(int64_t operation, const float* from, float* out, int64_t count, float parameter) {
  inPieces(count, [&](int64_t first, int64_t last) {
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
  const int64_t items = outer * parts, size = std::max<int64_t>(1, std::min(rows, count) * inner);
  const int64_t together = std::max<int64_t>(1, piece / size);
  parallel((items + together - 1) / together, [&](int64_t group) {
    for (int64_t item = group * together; item < std::min(items, (group + 1) * together); item++) sumPart(item);
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
  inPieces(count, [&](int64_t from, int64_t to) {
    kernels().adamRow(settings, value + from, gradient + from, first ? first + from : nullptr,
                      second ? second + from : nullptr, newValue + from, newFirst + from, newSecond + from, to - from);
  });
}

void depthwise(const Depthwise& at, const float* image, const float* filter, float* out) {
  const Kernels& isa = kernels();
  const int64_t row = at.outWidth * at.channels;
  const int64_t lines = at.batch * at.outHeight, each = std::max<int64_t>(1, piece / std::max<int64_t>(1, row));
  parallel((lines + each - 1) / each, [&](int64_t item) {
    for (int64_t line = item * each; line < std::min(lines, (item + 1) * each); line++) {
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
