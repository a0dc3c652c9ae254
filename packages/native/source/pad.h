// An image with a border of one number.
#pragma once
#include <cstdint>

namespace ganreg {

constexpr int padAxes = 4;

struct Pad {
  int64_t sizes[padAxes], before[padAxes], after[padAxes];
  int64_t outSize(int axis) const { return before[axis] + sizes[axis] + after[axis]; }
};

void pad(const Pad& at, const float* from, float* out, float value);

}  // namespace ganreg
