#include "product.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "kernels.h"
#include "pool.h"

namespace ganreg {
namespace {

constexpr int64_t mostTileRows = 12, mostTileColumns = 32;
// rows of an item: a multiple of every tile's rows, few enough for the second cache
constexpr int64_t itemRows = 240;
// summed at once before a filter's gradient is read and written again
constexpr int64_t outerDepth = 256;
// narrower pixels are copied together: their taps are too short to be summed one by one
constexpr int64_t narrowPixel = 16;

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }
int64_t floorDivide(int64_t a, int64_t b) { return a >= 0 ? a / b : -ceilDivide(-a, b); }

// memory that is kept from call to call
class Buffer {
 public:
  ~Buffer() { free(data_); }
  float* reserve(int64_t count) {
    if (count > size_) {
      free(data_);
      size_ = count + count / 4 + 16;
      data_ = static_cast<float*>(aligned_alloc(64, (size_ * sizeof(float) + 63) / 64 * 64));
      if (!data_) abort();
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  int64_t size_ = 0;
};

Buffer packed;

const float* zeros(int64_t count) {
  static std::vector<float> all;
  if (static_cast<int64_t>(all.size()) < count) all.assign(count, 0.0f);
  return all.data();
}

// The right operand in panels as wide as a tile, [panels][depth][tileColumns], zeros behind the last column.
struct Panels {
  const float* data;
  int64_t depth, columns, count;
  const float* at(int64_t panel) const { return data + panel * depth * kernels().tileColumns; }
  int64_t width(int64_t panel) const {
    return std::min<int64_t>(kernels().tileColumns, columns - panel * kernels().tileColumns);
  }
};

// rows [depth][columns]
Panels packRows(const float* from, int64_t depth, int64_t columns) {
  const int64_t wide = kernels().tileColumns, count = ceilDivide(columns, wide);
  float* to = packed.reserve(count * depth * wide);
  const int64_t piece = 256, pieces = ceilDivide(depth, piece);
  parallel(depth * columns < 1 << 14 ? 1 : pieces, [&](int64_t part) {
    const int64_t first = part * piece, last = depth * columns < 1 << 14 ? depth : std::min(depth, first + piece);
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

// for each tap rows [columns][length], which become the depth
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
  if (depth * columns < 1 << 14)
    for (int64_t item = 0; item < count * many; item++) packTap(item / many, item % many);
  else
    parallel(count * many, [&](int64_t item) { packTap(item / many, item % many); });
  return {to, depth, columns, count};
}

struct Tap {
  int64_t y, x;
};

// Windows over an image, one for each place of a grid, times a filter; the result of a window goes to a pixel of `out`.
struct Correlation {
  const float* source;
  int64_t height, width, channels;
  int64_t batch, gridHeight, gridWidth, stepY, stepX;
  std::vector<Tap> taps;
  float* out;
  int64_t outHeight, outWidth, outStepY, outStepX, phaseY, phaseX;
};

// Pointers to what each tap of a row sees, and to where the row goes.
struct Row {
  int64_t image, y, x;
};

Row rowOf(const Correlation& task, int64_t row) {
  const int64_t line = row / task.gridWidth;
  return {line / task.gridHeight, line % task.gridHeight, row % task.gridWidth};
}

const float* pixelUnder(const Correlation& task, const Row& row, const Tap& tap) {
  const int64_t y = row.y * task.stepY + tap.y, x = row.x * task.stepX + tap.x;
  if (y < 0 || y >= task.height || x < 0 || x >= task.width) return nullptr;
  return task.source + ((row.image * task.height + y) * task.width + x) * task.channels;
}

float* placeOf(const Correlation& task, const Row& row, int64_t outputs) {
  const int64_t y = row.y * task.outStepY + task.phaseY, x = row.x * task.outStepX + task.phaseX;
  return task.out + ((row.image * task.outHeight + y) * task.outWidth + x) * outputs;
}

// What all taps see, side by side. Neighbouring taps mostly see neighbouring pixels, which are copied at once.
void gather(const Correlation& task, const Row& row, float* to) {
  const int64_t many = static_cast<int64_t>(task.taps.size()), channels = task.channels;
  for (int64_t first = 0, last; first < many; first = last) {
    const Tap& tap = task.taps[first];
    for (last = first + 1; last < many; last++)
      if (task.taps[last].y != tap.y || task.taps[last].x != tap.x + last - first) break;
    const int64_t x = row.x * task.stepX + tap.x;
    const float* pixel = pixelUnder(task, row, tap);
    if (pixel && x + last - first <= task.width) {
      for (int64_t at = 0; at < (last - first) * channels; at++) to[at] = pixel[at];
      to += (last - first) * channels;
      continue;
    }
    for (int64_t each = first; each < last; each++) {
      pixel = pixelUnder(task, row, task.taps[each]);
      for (int64_t c = 0; c < channels; c++) *to++ = pixel ? pixel[c] : 0.0f;
    }
  }
}

void correlateRows(const Correlation& task, const Panels& right, int64_t first, int64_t last, int64_t firstPanel,
                   int64_t lastPanel) {
  const Kernels& isa = kernels();
  const int64_t count = last - first, tiles = ceilDivide(count, isa.tileRows);
  const int64_t taps = static_cast<int64_t>(task.taps.size());
  const bool gathers = task.channels < narrowPixel && taps > 1;
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

void correlate(const Correlation& task, const Panels& right) {
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

}  // namespace

void convolve(const Convolution& at, const float* image, const float* filter, float* out) {
  const int64_t taps = at.filterHeight * at.filterWidth;
  Correlation task{image, at.height, at.width, at.channels, at.batch, at.outHeight, at.outWidth, at.strideY, at.strideX,
                   {},    out,       at.outHeight, at.outWidth, 1, 1, 0, 0};
  for (int64_t tap = 0; tap < taps; tap++)
    task.taps.push_back({tap / at.filterWidth * at.dilationY - at.top, tap % at.filterWidth * at.dilationX - at.left});
  correlate(task, packRows(filter, taps * at.channels, at.outputs));
}

namespace {

// For few channels: what each place of the gradient gives to every tap is one product; every pixel then adds up what it is given.
void gradientToNarrowImage(const Convolution& at, const float* gradient, const float* filter, float* image) {
  const int64_t taps = at.filterHeight * at.filterWidth, places = at.batch * at.outHeight * at.outWidth;
  const int64_t wide = taps * at.channels, channels = at.channels;
  static Buffer kept;
  float* given = kept.reserve(places * wide);
  multiply(gradient, filter, given, places, at.outputs, wide, false, true);
  parallel(at.batch * at.height, [&](int64_t line) {
    const int64_t y = line % at.height;
    float* row = image + line * at.width * channels;
    memset(row, 0, at.width * channels * sizeof(float));
    for (int64_t v = 0; v < at.filterHeight; v++) {
      const int64_t down = y + at.top - v * at.dilationY, i = floorDivide(down, at.strideY);
      if (i * at.strideY != down || i < 0 || i >= at.outHeight) continue;
      const float* from = given + (line / at.height * at.outHeight + i) * at.outWidth * wide;
      for (int64_t u = 0; u < at.filterWidth; u++)
        for (int64_t j = 0; j < at.outWidth; j++) {
          const int64_t x = j * at.strideX + u * at.dilationX - at.left;
          if (x < 0 || x >= at.width) continue;
          for (int64_t c = 0; c < channels; c++)
            row[x * channels + c] += from[j * wide + (v * at.filterWidth + u) * channels + c];
        }
    }
  });
}

}  // namespace

void gradientToImage(const Convolution& at, const float* gradient, const float* filter, float* image) {
  if (at.channels < narrowPixel && at.filterHeight * at.filterWidth > 1 && at.outputs > 0)
    return gradientToNarrowImage(at, gradient, filter, image);
  // pixels that share a phase see the same taps, at consecutive places of the gradient
  for (int64_t phaseY = 0; phaseY < std::min(at.strideY, at.height); phaseY++)
    for (int64_t phaseX = 0; phaseX < std::min(at.strideX, at.width); phaseX++) {
      Correlation task{gradient, at.outHeight, at.outWidth, at.outputs, at.batch,
                       ceilDivide(at.height - phaseY, at.strideY), ceilDivide(at.width - phaseX, at.strideX), 1, 1,
                       {}, image, at.height, at.width, at.strideY, at.strideX, phaseY, phaseX};
      std::vector<int64_t> used;
      for (int64_t v = 0; v < at.filterHeight; v++)
        for (int64_t u = 0; u < at.filterWidth; u++) {
          const int64_t y = phaseY + at.top - v * at.dilationY, x = phaseX + at.left - u * at.dilationX;
          const int64_t down = floorDivide(y, at.strideY), across = floorDivide(x, at.strideX);
          if (down * at.strideY != y || across * at.strideX != x) continue;
          task.taps.push_back({down, across});
          used.push_back(v * at.filterWidth + u);
        }
      if (used.empty()) {
        for (int64_t row = 0; row < at.batch * task.gridHeight * task.gridWidth; row++)
          memset(placeOf(task, rowOf(task, row), at.channels), 0, at.channels * sizeof(float));
        continue;
      }
      correlate(task, packColumns(filter, used, at.outputs, at.channels));
    }
}

namespace {

// out [taps · channels, columns] = sum over all windows of what a tap sees times the right operand's row
void correlateOuter(const Correlation& task, const Panels& right, float* out) {
  const Kernels& isa = kernels();
  const int64_t taps = static_cast<int64_t>(task.taps.size()), channels = task.channels;
  if (channels == 0 || right.columns == 0 || taps == 0) return;
  if (right.depth == 0) {
    memset(out, 0, taps * channels * right.columns * sizeof(float));
    return;
  }
  zeros(channels);
  // narrow pixels: all taps side by side are the rows
  const bool gathers = channels < narrowPixel && taps > 1;
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
    thread_local std::vector<float> gathered;
    if (gathers) gathered.resize(outerDepth * length);
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
      for (int64_t panel = firstPanel; panel < lastPanel; panel++)
        for (int64_t r = begin; r < end; r += isa.tileRows)
          isa.outerTile({left, r, count, right.at(panel) + first * isa.tileColumns, isa.tileColumns,
                         out + (group * length + r) * right.columns + panel * isa.tileColumns, right.columns,
                         static_cast<int>(std::min<int64_t>(isa.tileRows, end - r)),
                         static_cast<int>(right.width(panel)), first > 0});
    }
  };
  parallel(groups * blocks * splits, run);
}

}  // namespace

void gradientToFilter(const Convolution& at, const float* image, const float* gradient, float* filter) {
  Correlation task{image, at.height, at.width, at.channels, at.batch, at.outHeight, at.outWidth, at.strideY, at.strideX,
                   {},    nullptr,   0, 0, 1, 1, 0, 0};
  for (int64_t tap = 0; tap < at.filterHeight * at.filterWidth; tap++)
    task.taps.push_back({tap / at.filterWidth * at.dilationY - at.top, tap % at.filterWidth * at.dilationX - at.left});
  correlateOuter(task, packRows(gradient, at.batch * at.outHeight * at.outWidth, at.outputs), filter);
}

void multiply(const float* left, const float* right, float* out, int64_t rows, int64_t depth, int64_t columns,
              bool leftTransposed, bool rightTransposed) {
  if (depth == 0) {
    memset(out, 0, rows * columns * sizeof(float));
    return;
  }
  const Panels panels =
      rightTransposed ? packColumns(right, {0}, depth, columns) : packRows(right, depth, columns);
  if (leftTransposed)
    correlateOuter({left, depth, 1, rows, 1, depth, 1, 1, 1, {{0, 0}}, nullptr, 0, 0, 1, 1, 0, 0}, panels, out);
  else
    correlate({left, rows, 1, depth, 1, rows, 1, 1, 1, {{0, 0}}, out, rows, 1, 1, 1, 0, 0}, panels);
}

}  // namespace ganreg
