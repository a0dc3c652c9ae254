#include "windows.h"

namespace ganreg {

// Neighbouring taps mostly see neighbouring pixels, which are copied at once.
void gather(const Windows& task, const Row& row, float* to) {
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

const float* zeros(int64_t count) {
  static std::vector<float> all;
  if (static_cast<int64_t>(all.size()) < count) all.assign(count, 0.0f);
  return all.data();
}

}  // namespace ganreg
