#include "entries.h"
#include "product.h"

namespace ganreg {
namespace {

Convolution convolutionOf(const Call& call) {
  const auto at = [&](size_t index) { return call.natural(3 + index); };
  const Convolution found{at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11), at(12),
                          call.size(16), call.size(17)};
  if (!found.strideY || !found.strideX || !found.dilationY || !found.dilationX)
    throw std::invalid_argument("a step of 0");
  return found;
}

float* imageOf(const Call& call, size_t index, const Convolution& at) {
  return call.floats(index, {at.batch, at.height, at.width, at.channels});
}
float* filterOf(const Call& call, size_t index, const Convolution& at) {
  return call.floats(index, {at.filterHeight, at.filterWidth, at.channels, at.outputs});
}
float* outputOf(const Call& call, size_t index, const Convolution& at) {
  return call.floats(index, {at.batch, at.outHeight, at.outWidth, at.outputs});
}

}  // namespace

void runConvolve(const Call& call) {
  const Convolution at = convolutionOf(call);
  convolve(at, imageOf(call, 0, at), filterOf(call, 1, at), outputOf(call, 2, at));
}

void runGradientToImage(const Call& call) {
  const Convolution at = convolutionOf(call);
  gradientToImage(at, outputOf(call, 0, at), filterOf(call, 1, at), imageOf(call, 2, at));
}

void runGradientToFilter(const Call& call) {
  const Convolution at = convolutionOf(call);
  gradientToFilter(at, imageOf(call, 0, at), outputOf(call, 1, at), filterOf(call, 2, at));
}

// numbers: left, right, out, matrices of each, rows, depth, columns, whether left and right are transposed
void runMultiply(const Call& call) {
  const int64_t lefts = call.natural(3), rights = call.natural(4), rows = call.natural(5), depth = call.natural(6),
                columns = call.natural(7);
  const int64_t many = lefts > rights ? lefts : rights;
  if ((lefts != many && lefts != 1) || (rights != many && rights != 1)) throw std::invalid_argument("unequal batches");
  const float* left = call.floats(0, {lefts, rows, depth});
  const float* right = call.floats(1, {rights, depth, columns});
  float* out = call.floats(2, {many, rows, columns});
  for (int64_t index = 0; index < many; index++)
    multiply(left + (lefts == 1 ? 0 : index * rows * depth), right + (rights == 1 ? 0 : index * depth * columns),
             out + index * rows * columns, rows, depth, columns, call.natural(8) != 0, call.natural(9) != 0);
}


}  // namespace ganreg
