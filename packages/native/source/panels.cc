#include "panels.h"

#include <cstring>

#include "buffer.h"
#include "divide.h"
#include "pool.h"

namespace ganreg {
namespace {

Buffer packed;
// packed by the caller alone: waking a worker takes longer
constexpr int64_t few = 1 << 14;

}  // namespace

Panels packRows(const float* from, int64_t depth, int64_t columns) {
  const int64_t wide = kernels().tileColumns, count = ceilDivide(columns, wide);
  float* to = packed.reserve(count * depth * wide);
  const int64_t piece = 256, pieces = ceilDivide(depth, piece);
  parallel(depth * columns < few ? 1 : pieces, [&](int64_t part) {
    const int64_t first = part * piece, last = depth * columns < few ? depth : std::min(depth, first + piece);
    for (int64_t panel = 0; panel < count; panel++) {
      const int64_t width = std::min(wide, columns - panel * wide);
      for (int64_t k = first; k < last; k++) {
        float* row = to + (panel * depth + k) * wide;
        memcpy(row, from + k * columns + panel * wide, width * sizeof(float));
        if (width < wide) memset(row + width, 0, (wide - width) * sizeof(float));
      }
    }
  });
  return {to, depth, columns, count};
}

Panels packColumns(const float* from, const std::vector<int64_t>& taps, int64_t length, int64_t columns) {
  const int64_t wide = kernels().tileColumns, count = ceilDivide(columns, wide);
  const int64_t depth = static_cast<int64_t>(taps.size()) * length;
  float* to = packed.reserve(count * depth * wide);
  const auto packTap = [&](int64_t panel, int64_t tap) {
    const int64_t width = std::min(wide, columns - panel * wide);
    const float* rows = from + (taps[tap] * columns + panel * wide) * length;
    float* block = to + (panel * depth + tap * length) * wide;
    for (int64_t k0 = 0; k0 < length; k0 += 16) {
      const int64_t end = std::min(length, k0 + 16);
      for (int64_t c = 0; c < wide; c++)
        for (int64_t k = k0; k < end; k++) block[k * wide + c] = c < width ? rows[c * length + k] : 0.0f;
    }
  };
  const int64_t many = static_cast<int64_t>(taps.size());
  if (depth * columns < few)
    for (int64_t item = 0; item < count * many; item++) packTap(item / many, item % many);
  else
    parallel(count * many, [&](int64_t item) { packTap(item / many, item % many); });
  return {to, depth, columns, count};
}

}  // namespace ganreg
