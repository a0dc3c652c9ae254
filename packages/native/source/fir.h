// Enlarging, filtering and thinning out images in one pass (the `upfirdn` of StyleGAN2), the same taps along both axes.
#pragma once
#include <cstdint>

namespace ganreg {

constexpr int mostTaps = 16;

// `up` - 1 zeros after each pixel and `low` before the first, correlated with the taps; of the result every `down`th pixel.
struct Fir {
  int64_t batch, height, width, channels, outHeight, outWidth, up, down, low, count;
  float taps[mostTaps];
};

void fir(const Fir& at, const float* image, float* out);

}  // namespace ganreg
