#include <cstring>

#include "buffer.h"
#include "divide.h"
#include "pool.h"
#include "product.h"

namespace ganreg {

void gradientToNarrowImage(const Convolution& at, const float* gradient, const float* filter, float* image) {
  const int64_t taps = at.filterHeight * at.filterWidth, places = at.batch * at.outHeight * at.outWidth;
  const int64_t wide = taps * at.channels, channels = at.channels;
  static Buffer kept;
  float* given = kept.reserve(places * wide);
  multiply(gradient, filter, given, places, at.outputs, wide, false, true);
  parallel(at.batch * at.height, [&](int64_t line) {
    const int64_t y = line % at.height;
    float* row = image + line * at.width * channels;
    memset(row, 0, at.width * channels * sizeof(float));
    for (int64_t v = 0; v < at.filterHeight; v++) {
      const int64_t down = y + at.top - v * at.dilationY, i = floorDivide(down, at.strideY);
      if (i * at.strideY != down || i < 0 || i >= at.outHeight) continue;
      const float* from = given + (line / at.height * at.outHeight + i) * at.outWidth * wide;
      for (int64_t u = 0; u < at.filterWidth; u++)
        for (int64_t j = 0; j < at.outWidth; j++) {
          const int64_t x = j * at.strideX + u * at.dilationX - at.left;
          if (x < 0 || x >= at.width) continue;
          for (int64_t c = 0; c < channels; c++)
            row[x * channels + c] += from[j * wide + (v * at.filterWidth + u) * channels + c];
        }
    }
  });
}

}  // namespace ganreg
