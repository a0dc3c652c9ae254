#include <algorithm>
#include <cstring>

#include "correlate.h"
#include "divide.h"
#include "kernels.h"
#include "pool.h"

namespace ganreg {

// summed at once before the result is read and written again
constexpr int64_t outerDepth = 256;

// Pixels that lie this many numbers apart or more, mostly a power of two, push each other out of the first cache; columns of the result
// from which on it is worth to copy them together.
constexpr int64_t farApart = 256, worthCopying = 128;

// the same numbers tile by tile: of each pixel those of the tile's rows
void packTiles(const float* const* left, int64_t count, int64_t begin, int64_t end, int64_t tileRows, float* to) {
  for (int64_t r = begin; r < end; r += tileRows, to += outerDepth * tileRows) {
    const int64_t many = std::min(tileRows, end - r);
    for (int64_t index = 0; index < count; index++)
      for (int64_t row = 0; row < many; row++) to[index * tileRows + row] = left[index][r + row];
  }
}

void correlateOuter(const Windows& task, const Panels& right, float* out) {
  const Kernels& isa = kernels();
  const int64_t taps = static_cast<int64_t>(task.taps.size()), channels = task.channels;
  if (channels == 0 || right.columns == 0 || taps == 0) return;
  if (right.depth == 0) {
    memset(out, 0, taps * channels * right.columns * sizeof(float));
    return;
  }
  zeros(channels);
  // narrow pixels: all taps side by side are the rows
  const bool gathers = isGathered(task);
  const int64_t length = gathers ? taps * channels : channels, groups = gathers ? 1 : taps;
  const bool isSmall = 2.0 * right.depth * taps * channels * right.columns < 1e5;
  // every item gathers for itself
  const int64_t wanted = isSmall || threads() == 1 ? 1 : gathers ? threads() : 8 * threads();
  int64_t each = ceilDivide(length, 12) * 12;
  while (groups * ceilDivide(length, each) < wanted && each > 24) each = ceilDivide(each / 2, 12) * 12;
  const int64_t blocks = ceilDivide(length, each);
  const int64_t splits = std::min(right.count, ceilDivide(wanted, groups * blocks));
  const int64_t panels = ceilDivide(right.count, splits);
  const auto run = [&](int64_t item) {
    const int64_t group = item / (blocks * splits), begin = item / splits % blocks * each;
    const int64_t end = std::min(length, begin + each);
    const int64_t firstPanel = item % splits * panels, lastPanel = std::min(right.count, firstPanel + panels);
    const float* left[outerDepth];
    const bool packs = !gathers && channels * task.stepX >= farApart && right.columns >= worthCopying;
    thread_local std::vector<float> gathered, packed;
    if (gathers) gathered.resize(outerDepth * length);
    if (packs) packed.resize(outerDepth * ceilDivide(end - begin, isa.tileRows) * isa.tileRows);
    for (int64_t first = 0; first < right.depth; first += outerDepth) {
      const int64_t count = std::min(outerDepth, right.depth - first);
      Row row = rowOf(task, first);
      for (int64_t index = 0; index < count; index++) {
        if (gathers) {
          float* to = gathered.data() + index * length;
          left[index] = to;
          gather(task, row, to);
        } else {
          const float* pixel = pixelUnder(task, row, task.taps[group]);
          left[index] = pixel ? pixel : zeros(0);
        }
        if (++row.x < task.gridWidth) continue;
        row.x = 0;
        if (++row.y < task.gridHeight) continue;
        row.y = 0;
        row.image++;
      }
      if (packs) {
        packTiles(left, count, begin, end, isa.tileRows, packed.data());
        for (int64_t index = 0; index < count; index++) left[index] = packed.data() + index * isa.tileRows;
      }
      for (int64_t panel = firstPanel; panel < lastPanel; panel++)
        for (int64_t r = begin; r < end; r += isa.tileRows)
          isa.outerTile({left, packs ? (r - begin) * outerDepth : r, count, right.at(panel) + first * isa.tileColumns, isa.tileColumns,
                         out + (group * length + r) * right.columns + panel * isa.tileColumns, right.columns,
                         static_cast<int>(std::min<int64_t>(isa.tileRows, end - r)),
                         static_cast<int>(right.width(panel)), first > 0});
    }
  };
  parallel(groups * blocks * splits, run);
}

}  // namespace ganreg
