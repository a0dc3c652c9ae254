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

struct Kernels {
  const char* name;
  int tileRows, tileColumns;
  void (*rowTile)(const RowTile&);
  void (*outerTile)(const OuterTile&);
};

extern const Kernels avx512Kernels, avx2Kernels, neonKernels, portableKernels;

// the best that this processor has, or what was chosen by name
const Kernels& kernels();
// false where this processor does not have it
bool chooseKernels(const char* name);

}  // namespace ganreg
