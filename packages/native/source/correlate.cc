#include <algorithm>

#include "correlate.h"
#include "divide.h"
#include "kernels.h"
#include "pool.h"

namespace ganreg {
namespace {

constexpr int64_t mostTileRows = 12;
// rows of an item: a multiple of every tile's rows, few enough for the second cache
constexpr int64_t itemRows = 240;

void correlateRows(const Windows& task, const Panels& right, int64_t first, int64_t last, int64_t firstPanel,
                   int64_t lastPanel) {
  const Kernels& isa = kernels();
  const int64_t count = last - first, tiles = ceilDivide(count, isa.tileRows);
  const int64_t taps = static_cast<int64_t>(task.taps.size());
  const bool gathers = isGathered(task);
  const int64_t tapsNow = gathers ? 1 : taps, depthNow = gathers ? right.depth : task.channels;
  thread_local std::vector<const float*> left;
  thread_local std::vector<float*> out;
  thread_local std::vector<float> gathered;
  left.assign(tiles * tapsNow * isa.tileRows, zeros(0));
  out.resize(tiles * isa.tileRows);
  if (gathers) gathered.resize(count * right.depth);
  for (int64_t index = 0; index < count; index++) {
    const Row row = rowOf(task, first + index);
    const int64_t tile = index / isa.tileRows, within = index % isa.tileRows;
    out[index] = placeOf(task, row, right.columns);
    if (gathers) {
      float* to = gathered.data() + index * right.depth;
      left[tile * isa.tileRows + within] = to;
      gather(task, row, to);
      continue;
    }
    for (int64_t tap = 0; tap < taps; tap++) {
      const float* pixel = pixelUnder(task, row, task.taps[tap]);
      left[(tile * taps + tap) * isa.tileRows + within] = pixel ? pixel : zeros(0);
    }
  }
  for (int64_t panel = firstPanel; panel < lastPanel; panel++) {
    float* rows[mostTileRows];
    for (int64_t tile = 0; tile < tiles; tile++) {
      const int many = static_cast<int>(std::min<int64_t>(isa.tileRows, count - tile * isa.tileRows));
      for (int r = 0; r < many; r++) rows[r] = out[tile * isa.tileRows + r] + panel * isa.tileColumns;
      isa.rowTile({left.data() + tile * tapsNow * isa.tileRows, tapsNow, depthNow, right.at(panel), isa.tileColumns,
                   rows, many, static_cast<int>(right.width(panel))});
    }
  }
}

}  // namespace

void correlate(const Windows& task, const Panels& right) {
  const int64_t rows = task.batch * task.gridHeight * task.gridWidth;
  if (rows == 0 || right.columns == 0) return;
  zeros(task.channels);
  const double work = 2.0 * rows * right.depth * right.columns;
  if (work < 1e5) return correlateRows(task, right, 0, rows, 0, right.count);
  const int64_t wanted = threads() == 1 ? 1 : 8 * threads();
  int64_t each = itemRows;
  while (ceilDivide(rows, each) < wanted && each > 24) each /= 2;
  each = ceilDivide(each, 24) * 24;
  const int64_t blocks = ceilDivide(rows, each);
  const int64_t splits = std::min(right.count, ceilDivide(wanted, blocks));
  const int64_t panels = ceilDivide(right.count, splits);
  parallel(blocks * splits, [&](int64_t item) {
    const int64_t first = item / splits * each, panel = item % splits * panels;
    correlateRows(task, right, first, std::min(rows, first + each), panel, std::min(right.count, panel + panels));
  });
}

}  // namespace ganreg
