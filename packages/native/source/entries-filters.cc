#include "elementwise.h"
#include "entries.h"
#include "fir.h"

namespace ganreg {

void runDepthwise(const Call& call) {
  const auto size = [&](size_t index) { return call.natural(3 + index); };
  const Depthwise at{size(0), size(1), size(2), size(3), size(4), size(5), size(6), size(7),
                     size(8), size(9), size(10), size(11), call.size(15), call.size(16)};
  if (!at.strideY || !at.strideX) throw std::invalid_argument("a step of 0");
  depthwise(at, call.floats(0, {at.batch, at.height, at.width, at.channels}),
            call.floats(1, {at.filterHeight, at.filterWidth, at.channels}),
            call.floats(2, {at.batch, at.outHeight, at.outWidth, at.channels}));
}

// numbers: from, out, sizes, steps, border, taps
void runFir(const Call& call) {
  const auto size = [&](size_t index) { return call.natural(2 + index); };
  Fir at{size(0), size(1), size(2), size(3), size(4), size(5), size(6), size(7), call.size(10), size(9), {}};
  if (!at.up || !at.down || at.count > mostTaps) throw std::invalid_argument("no such filter");
  for (int64_t tap = 0; tap < at.count; tap++) at.taps[tap] = static_cast<float>(call.number(12 + tap));
  fir(at, call.floats(0, {at.batch, at.height, at.width, at.channels}),
      call.floats(1, {at.batch, at.outHeight, at.outWidth, at.channels}));
}

}  // namespace ganreg
