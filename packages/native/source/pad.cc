#include "pad.h"

#include <algorithm>
#include <cstring>

#include "pieces.h"

namespace ganreg {

void pad(const Pad& at, const float* from, float* out, float value) {
  const int64_t outWidth = at.outSize(3), lines = at.outSize(0) * at.outSize(1) * at.outSize(2);
  inPieces(lines, outWidth, [&](int64_t first, int64_t last) {
    for (int64_t line = first; line < last; line++) {
      float* to = out + line * outWidth;
      int64_t rest = line, source = 0, stride = 1;
      bool isInside = true;
      for (int axis = 2; axis >= 0; axis--) {
        const int64_t index = rest % at.outSize(axis) - at.before[axis];
        rest /= at.outSize(axis);
        isInside = isInside && index >= 0 && index < at.sizes[axis];
        source += index * stride;
        stride *= at.sizes[axis];
      }
      if (!isInside) {
        std::fill(to, to + outWidth, value);
        continue;
      }
      std::fill(to, to + at.before[3], value);
      memcpy(to + at.before[3], from + source * at.sizes[3], at.sizes[3] * sizeof(float));
      std::fill(to + at.before[3] + at.sizes[3], to + outWidth, value);
    }
  });
}

}  // namespace ganreg
