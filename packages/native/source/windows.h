// Windows over an image, found by pointers to its pixels; nothing is copied but pixels of few channels.
#pragma once
#include <cstdint>
#include <vector>

namespace ganreg {

struct Tap {
  int64_t y, x;
};

// One for each place of a grid; what is made of a window goes to a pixel of `out`.
struct Windows {
  const float* source;
  int64_t height, width, channels;
  int64_t batch, gridHeight, gridWidth, stepY, stepX;
  std::vector<Tap> taps;
  float* out;
  int64_t outHeight, outWidth, outStepY, outStepX, phaseY, phaseX;
};

// The window's image and its place in the grid.
struct Row {
  int64_t image, y, x;
};

inline Row rowOf(const Windows& task, int64_t row) {
  const int64_t line = row / task.gridWidth;
  return {line / task.gridHeight, line % task.gridHeight, row % task.gridWidth};
}

inline const float* pixelUnder(const Windows& task, const Row& row, const Tap& tap) {
  const int64_t y = row.y * task.stepY + tap.y, x = row.x * task.stepX + tap.x;
  if (y < 0 || y >= task.height || x < 0 || x >= task.width) return nullptr;
  return task.source + ((row.image * task.height + y) * task.width + x) * task.channels;
}

inline float* placeOf(const Windows& task, const Row& row, int64_t outputs) {
  const int64_t y = row.y * task.outStepY + task.phaseY, x = row.x * task.outStepX + task.phaseX;
  return task.out + ((row.image * task.outHeight + y) * task.outWidth + x) * outputs;
}

// Pixels of fewer channels are gathered: their taps are too short to be summed one by one.
constexpr int64_t narrowPixel = 16;
inline bool isGathered(const Windows& task) { return task.channels < narrowPixel && task.taps.size() > 1; }

// What all taps see, side by side.
void gather(const Windows& task, const Row& row, float* to);

// What a tap sees outside of the image. Asking for more than ever before moves them: that is done before tasks are shared out.
const float* zeros(int64_t count);

}  // namespace ganreg
