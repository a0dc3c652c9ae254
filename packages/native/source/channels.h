// Operations on images [rows, channels] with numbers of each channel, in one pass.
#pragma once
#include <cstdint>

namespace ganreg {

// In the order of `channelOperations` in packages/numerics/src/native.
// 0: out = leaky(x + a)    1: out = x · (by + a > 0 ? 1 : slope)    2: out = x · a + b
struct Channels {
  int64_t operation;
  const float *x, *by, *a, *b;
  float* out;
  int64_t rows, channels;
  float slope;
};

constexpr int64_t channelOperations = 3;

void perChannel(const Channels& task);

}  // namespace ganreg
