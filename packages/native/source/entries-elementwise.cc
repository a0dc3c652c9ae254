#include "channels.h"
#include "elementwise.h"
#include "entries.h"
#include "pad.h"

namespace ganreg {

// numbers: left, right, out, operation, sizes, strides of left, strides of right
void runCombine(const Call& call) {
  Broadcast at;
  int64_t count = 1, left = 1, right = 1;
  for (int axis = 0; axis < mostAxes; axis++) {
    at.sizes[axis] = call.natural(4 + axis);
    at.left[axis] = call.natural(8 + axis);
    at.right[axis] = call.natural(12 + axis);
    count *= at.sizes[axis];
    left += (at.sizes[axis] - 1) * at.left[axis];
    right += (at.sizes[axis] - 1) * at.right[axis];
  }
  if (count == 0) return;
  if (call.natural(3) >= binaryOperations || at.left[3] > 1 || at.right[3] > 1)
    throw std::invalid_argument("no such operation");
  combine(call.natural(3), at, call.floats(0, {left}), call.floats(1, {right}), call.floats(2, {count}));
}

// numbers: from, out, operation, count, parameter
void runApply(const Call& call) {
  if (call.natural(2) >= unaryOperations) throw std::invalid_argument("no such operation");
  const int64_t count = call.natural(3);
  apply(call.natural(2), call.floats(0, {count}), call.floats(1, {count}), count, static_cast<float>(call.number(4)));
}

// numbers: from, out, outer, count, inner, factor
void runSum(const Call& call) {
  const int64_t outer = call.natural(2), count = call.natural(3), inner = call.natural(4);
  sumMiddle(call.floats(0, {outer, count, inner}), nullptr, call.floats(1, {outer, inner}), outer, count, inner,
            static_cast<float>(call.number(5)));
}

// numbers: left, right, out, outer, count, inner, factor
void runSumProducts(const Call& call) {
  const int64_t outer = call.natural(3), count = call.natural(4), inner = call.natural(5);
  sumMiddle(call.floats(0, {outer, count, inner}), call.floats(1, {outer, count, inner}), call.floats(2, {outer, inner}),
            outer, count, inner, static_cast<float>(call.number(6)));
}

// numbers: x, by, a, b, out, operation, rows, channels, slope; `by` and `b` repeat x and a where the operation has none
void runPerChannel(const Call& call) {
  const int64_t operation = call.natural(5), rows = call.natural(6), channels = call.natural(7);
  if (operation >= channelOperations) throw std::invalid_argument("no such operation");
  perChannel({operation, call.floats(0, {rows, channels}), call.floats(1, {rows, channels}), call.floats(2, {channels}),
              call.floats(3, {channels}), call.floats(4, {rows, channels}), rows, channels,
              static_cast<float>(call.number(8))});
}

// numbers: from, out, value, sizes, borders before, borders after
void runPad(const Call& call) {
  Pad at;
  for (int axis = 0; axis < padAxes; axis++) {
    at.sizes[axis] = call.natural(3 + axis);
    at.before[axis] = call.natural(7 + axis);
    at.after[axis] = call.natural(11 + axis);
  }
  pad(at, call.floats(0, {at.sizes[0], at.sizes[1], at.sizes[2], at.sizes[3]}),
      call.floats(1, {at.outSize(0), at.outSize(1), at.outSize(2), at.outSize(3)}), static_cast<float>(call.number(2)));
}

// numbers: value, gradient, first, second, new value, new first, new second, count, whether there were moments, settings
void runAdam(const Call& call) {
  const int64_t count = call.natural(7);
  const bool isFirst = call.natural(8) == 0;
  const auto setting = [&](size_t index) { return static_cast<float>(call.number(9 + index)); };
  const Adam settings{setting(0), setting(1), setting(2), setting(3), setting(4), setting(5)};
  const auto at = [&](size_t index) { return call.floats(index, {count}); };
  adam(settings, at(0), at(1), isFirst ? nullptr : at(2), isFirst ? nullptr : at(3), at(4), at(5), at(6), count);
}

}  // namespace ganreg
