#include "product.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "correlate.h"
#include "divide.h"

namespace ganreg {
namespace {

// the windows of a convolution over its image; what is made of them goes to `out`
Windows windowsOf(const Convolution& at, const float* image, float* out) {
  Windows task{image, at.height, at.width, at.channels, at.batch, at.outHeight, at.outWidth, at.strideY, at.strideX,
               {},    out,       at.outHeight, at.outWidth, 1, 1, 0, 0};
  for (int64_t tap = 0; tap < at.filterHeight * at.filterWidth; tap++)
    task.taps.push_back({tap / at.filterWidth * at.dilationY - at.top, tap % at.filterWidth * at.dilationX - at.left});
  return task;
}

}  // namespace

void convolve(const Convolution& at, const float* image, const float* filter, float* out) {
  correlate(windowsOf(at, image, out), packRows(filter, at.filterHeight * at.filterWidth * at.channels, at.outputs));
}

void gradientToImage(const Convolution& at, const float* gradient, const float* filter, float* image) {
  if (at.channels < narrowPixel && at.filterHeight * at.filterWidth > 1 && at.outputs > 0)
    return gradientToNarrowImage(at, gradient, filter, image);
  // pixels that share a phase see the same taps, at consecutive places of the gradient
  for (int64_t phaseY = 0; phaseY < std::min(at.strideY, at.height); phaseY++)
    for (int64_t phaseX = 0; phaseX < std::min(at.strideX, at.width); phaseX++) {
      Windows task{gradient, at.outHeight, at.outWidth, at.outputs, at.batch,
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

void gradientToFilter(const Convolution& at, const float* image, const float* gradient, float* filter) {
  correlateOuter(windowsOf(at, image, nullptr), packRows(gradient, at.batch * at.outHeight * at.outWidth, at.outputs), filter);
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
