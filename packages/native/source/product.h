// Matrix products and the three passes of a convolution, straight from the images, on row-major numbers [batch, height, width, channels].
#pragma once
#include <cstdint>

namespace ganreg {

struct Convolution {
  int64_t batch, height, width, channels;
  int64_t filterHeight, filterWidth, outputs;
  int64_t outHeight, outWidth;
  int64_t strideY, strideX, dilationY, dilationX;
  int64_t top, left;
};

// filter: [filterHeight, filterWidth, channels, outputs]
void convolve(const Convolution& at, const float* image, const float* filter, float* out);
void gradientToImage(const Convolution& at, const float* gradient, const float* filter, float* image);
// the same for few channels: what each place of the gradient gives to every tap is one product; every pixel then adds up what it is given
void gradientToNarrowImage(const Convolution& at, const float* gradient, const float* filter, float* image);
void gradientToFilter(const Convolution& at, const float* image, const float* gradient, float* filter);

// out [rows, columns] = left [rows, depth] · right [depth, columns]; a transposed operand lies the other way round
void multiply(const float* left, const float* right, float* out, int64_t rows, int64_t depth, int64_t columns,
              bool leftTransposed, bool rightTransposed);

}  // namespace ganreg
