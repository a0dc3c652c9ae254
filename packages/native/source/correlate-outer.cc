#include <algorithm>
#include <cstring>

#include "correlate.h"
#include "divide.h"
#include "kernels.h"
#include "pool.h"

namespace ganreg {
namespace {

// summed at once before the result is read and written again
constexpr int64_t outerDepth = 256;

// Pixels that lie this many numbers apart or more, mostly a power of two, push each other out of the first cache; columns of the result
// from which on it is worth to copy them together.
constexpr int64_t farApart = 256, worthCopying = 128;

// The result is `groups` times `length` rows: of narrow pixels all taps side by side, else one group for each tap.
struct Outer {
  const Windows& task;
  const Panels& right;
  float* out;
  int64_t length, groups;
  bool gathers, packs;
};

// What one thread makes of it at a time.
struct Share {
  int64_t firstGroup, lastGroup, begin, end, firstPanel, lastPanel;
};

void toNext(const Windows& task, Row& row) {
  if (++row.x < task.gridWidth) return;
  row.x = 0;
  if (++row.y < task.gridHeight) return;
  row.y = 0;
  row.image++;
}

// where each window's numbers of a group begin
void findLeft(const Outer& all, int64_t group, int64_t first, int64_t count, const float** left) {
  thread_local std::vector<float> gathered;
  if (all.gathers) gathered.resize(outerDepth * all.length);
  Row row = rowOf(all.task, first);
  for (int64_t index = 0; index < count; index++, toNext(all.task, row)) {
    if (all.gathers) {
      float* to = gathered.data() + index * all.length;
      left[index] = to;
      gather(all.task, row, to);
      continue;
    }
    const float* pixel = pixelUnder(all.task, row, all.task.taps[group]);
    left[index] = pixel ? pixel : zeros(0);
  }
}

// the same numbers tile by tile: of each pixel those of the tile's rows
void packTiles(const Share& share, int64_t count, int64_t tileRows, const float** left) {
  thread_local std::vector<float> packed;
  packed.resize(outerDepth * ceilDivide(share.end - share.begin, tileRows) * tileRows);
  float* to = packed.data();
  for (int64_t r = share.begin; r < share.end; r += tileRows, to += outerDepth * tileRows) {
    const int64_t many = std::min(tileRows, share.end - r);
    for (int64_t index = 0; index < count; index++)
      for (int64_t row = 0; row < many; row++) to[index * tileRows + row] = left[index][r + row];
  }
  for (int64_t index = 0; index < count; index++) left[index] = packed.data() + index * tileRows;
}

void computeShare(const Outer& all, const Share& share) {
  const Kernels& isa = kernels();
  const Panels& right = all.right;
  const float* left[outerDepth];
  // all groups of some windows before the next: images pass through the caches once, not once for each tap
  for (int64_t first = 0; first < right.depth; first += outerDepth) {
    const int64_t count = std::min(outerDepth, right.depth - first);
    for (int64_t group = share.firstGroup; group < share.lastGroup; group++) {
      findLeft(all, group, first, count, left);
      if (all.packs) packTiles(share, count, isa.tileRows, left);
      float* out = all.out + group * all.length * right.columns;
      for (int64_t panel = share.firstPanel; panel < share.lastPanel; panel++)
        for (int64_t r = share.begin; r < share.end; r += isa.tileRows)
          isa.outerTile({left, all.packs ? (r - share.begin) * outerDepth : r, count,
                         right.at(panel) + first * isa.tileColumns, isa.tileColumns,
                         out + r * right.columns + panel * isa.tileColumns, right.columns,
                         static_cast<int>(std::min<int64_t>(isa.tileRows, share.end - r)),
                         static_cast<int>(right.width(panel)), first > 0});
    }
  }
}

}  // namespace

void correlateOuter(const Windows& task, const Panels& right, float* out) {
  const int64_t taps = static_cast<int64_t>(task.taps.size()), channels = task.channels;
  if (channels == 0 || right.columns == 0 || taps == 0) return;
  if (right.depth == 0) {
    memset(out, 0, taps * channels * right.columns * sizeof(float));
    return;
  }
  zeros(channels);
  const bool gathers = isGathered(task);
  const Outer all{task,
                  right,
                  out,
                  gathers ? taps * channels : channels,
                  gathers ? 1 : taps,
                  gathers,
                  !gathers && channels * task.stepX >= farApart && right.columns >= worthCopying};
  const bool isSmall = 2.0 * right.depth * taps * channels * right.columns < 1e5;
  // Few groups to a share would send the images through the caches too often. Every share gathers for itself.
  const bool isAlone = isSmall || threads() == 1;
  const int64_t groups = isAlone ? all.groups : ceilDivide(all.groups, 4 * threads()), parts = ceilDivide(all.groups, groups);
  const int64_t wanted = isAlone ? 1 : gathers ? threads() : 4 * threads();
  int64_t each = ceilDivide(all.length, 12) * 12;
  while (parts * ceilDivide(all.length, each) < wanted && each > 24) each = ceilDivide(each / 2, 12) * 12;
  const int64_t blocks = ceilDivide(all.length, each);
  const int64_t splits = std::min(right.count, ceilDivide(wanted, parts * blocks));
  const int64_t panels = ceilDivide(right.count, splits);
  parallel(parts * blocks * splits, [&](int64_t item) {
    const int64_t begin = item / splits % blocks * each, panel = item % splits * panels;
    const int64_t group = item / (blocks * splits) * groups;
    computeShare(all, {group, std::min(all.groups, group + groups), begin, std::min(all.length, begin + each), panel,
                       std::min(right.count, panel + panels)});
  });
}

}  // namespace ganreg
