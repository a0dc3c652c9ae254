// Operations number by number, with broadcasting, and sums. Where a number comes from is said by strides, in numbers; 0 repeats it.
#pragma once
#include <cstdint>

namespace ganreg {

constexpr int mostAxes = 4;

struct Broadcast {
  int64_t sizes[mostAxes], left[mostAxes], right[mostAxes];
};

// in the order of `binaryNames` and `unaryNames` in packages/numerics/src/native
constexpr int64_t binaryOperations = 5, unaryOperations = 8;

void combine(int64_t operation, const Broadcast& at, const float* left, const float* right, float* out);
void apply(int64_t operation, const float* from, float* out, int64_t count, float parameter);

// from [outer, count, inner], or its products with `times`, to sums [outer, inner], times a factor
void sumMiddle(const float* from, const float* times, float* out, int64_t outer, int64_t count, int64_t inner, float factor);

struct Adam {
  float beta1, beta2, share1, share2, epsilon, rate;
};

// each of these `count` numbers; before the first step the moments are null
void adam(const Adam& settings, const float* value, const float* gradient, const float* first, const float* second,
          float* newValue, float* newFirst, float* newSecond, int64_t count);

struct Depthwise {
  int64_t batch, height, width, channels, filterHeight, filterWidth, outHeight, outWidth;
  int64_t strideY, strideX, dilationY, dilationX, top, left;
};

// filter: [filterHeight, filterWidth, channels]
void depthwise(const Depthwise& at, const float* image, const float* filter, float* out);

}  // namespace ganreg
