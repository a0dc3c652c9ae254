// What is compiled once for each instruction set. Each number of a result is one sum in the order of the depth, whatever the width of a vector.
#pragma once
#include <cstdint>

namespace ganreg {

// out[r][c] = sum over taps and depth of left[tap · tileRows + r][k] · right[(tap · depth + k) · stride + c]
struct RowTile {
  const float* const* left;
  int64_t taps, depth;
  const float* right;
  int64_t stride;
  float* const* out;
  int rows, columns;
};

// out[r · outStride + c] (+)= sum over m of left[m][r] · right[m · stride + c]
struct OuterTile {
  const float* const* left;
  int64_t offset, count;
  const float* right;
  int64_t stride;
  float* out;
  int64_t outStride;
  int rows, columns;
  bool add;
};

struct Adam;
struct Channels;

struct Kernels {
  const char* name;
  int tileRows, tileColumns;
  void (*rowTile)(const RowTile&);
  void (*outerTile)(const OuterTile&);
  void (*combineRows)(int64_t operation, const float* left, int64_t leftStep, const float* right, int64_t rightStep,
                      float* out, int64_t count);
  void (*applyRows)(int64_t operation, const float* from, float* out, int64_t count, float parameter);
  void (*sumRows)(const float* from, const float* times, float* out, float* group, int64_t rows, int64_t inner);
  float (*sumAll)(const float* from, const float* times, int64_t count);
  void (*channelRows)(const Channels& task, int64_t first, int64_t last);
  void (*adamRow)(const Adam& settings, const float* value, const float* gradient, const float* first,
                  const float* second, float* newValue, float* newFirst, float* newSecond, int64_t count);
  void (*addScaled)(const float* from, float factor, float* out, int64_t count);
  void (*addProducts)(const float* from, int64_t step, const float* filter, float* out, int64_t pixels, int64_t channels);
};

extern const Kernels avx512Kernels, avx2Kernels, neonKernels, portableKernels;

// the best that this processor has, or what was chosen by name
const Kernels& kernels();
// false where this processor does not have it
bool chooseKernels(const char* name);

}  // namespace ganreg
