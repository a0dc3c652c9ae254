// fuzz COUNT SEED: matrix products and convolutions of random shapes, in buffers that are exactly as long as they must be, against plain loops.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "../../packages/native/source/elementwise.h"
#include "../../packages/native/source/kernels.h"
#include "../../packages/native/source/pool.h"
#include "../../packages/native/source/product.h"

using namespace ganreg;

static std::mt19937 random_(1);
static int64_t pick(std::initializer_list<int64_t> from) {
  return from.begin()[std::uniform_int_distribution<size_t>(0, from.size() - 1)(random_)];
}
static std::vector<float> numbers(int64_t count) {
  std::uniform_real_distribution<float> draw(-1, 1);
  std::vector<float> all(count);
  for (float& one : all) one = draw(random_);
  all.shrink_to_fit();
  return all;
}

// relative to the sum of magnitudes, as rounding is
static void compare(const char* what, const std::vector<float>& found, const std::vector<double>& exact,
                    const std::vector<double>& magnitude) {
  for (size_t at = 0; at < found.size(); at++)
    if (!(std::fabs(found[at] - exact[at]) <= 1e-5 * (magnitude[at] + 1e-3))) {
      printf("%s (%s, %d threads): %g instead of %g at %zu\n", what, kernels().name, threads(), found[at], exact[at], at);
      exit(1);
    }
}

struct Sums {
  std::vector<double> exact, magnitude;
  explicit Sums(size_t count) : exact(count), magnitude(count) {}
  void add(int64_t at, double a, double b) {
    exact[at] += a * b;
    magnitude[at] += std::fabs(a * b);
  }
};

static void tryProduct() {
  const auto side = [] { return pick({1, 2, 3, 5, 11, 12, 13, 16, 17, 24, 31, 32, 33, 64, 70, 130, 257}); };
  const int64_t rows = side(), depth = side(), columns = side();
  const bool leftTransposed = pick({0, 1}), rightTransposed = pick({0, 1});
  const auto left = numbers(rows * depth), right = numbers(depth * columns);
  std::vector<float> out(rows * columns, NAN);
  multiply(left.data(), right.data(), out.data(), rows, depth, columns, leftTransposed, rightTransposed);
  Sums sums(out.size());
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < columns; c++)
      for (int64_t k = 0; k < depth; k++)
        sums.add(r * columns + c, left[leftTransposed ? k * rows + r : r * depth + k],
                 right[rightTransposed ? c * depth + k : k * columns + c]);
  compare("product", out, sums.exact, sums.magnitude);
}

// every pixel that a tap sees from a place of the output, inside the image
template <class Shape, class Body>
static void eachPixelOfWindows(const Shape& at, const Body& body) {
  for (int64_t n = 0; n < at.batch; n++)
    for (int64_t i = 0; i < at.outHeight; i++)
      for (int64_t j = 0; j < at.outWidth; j++)
        for (int64_t v = 0; v < at.filterHeight; v++)
          for (int64_t u = 0; u < at.filterWidth; u++) {
            const int64_t y = i * at.strideY + v * at.dilationY - at.top, x = j * at.strideX + u * at.dilationX - at.left;
            if (y < 0 || y >= at.height || x < 0 || x >= at.width) continue;
            body((n * at.height + y) * at.width + x, (n * at.outHeight + i) * at.outWidth + j, v * at.filterWidth + u);
          }
}

static void tryConvolution() {
  Convolution at{};
  at.batch = pick({1, 2, 3});
  at.height = pick({1, 2, 3, 4, 7, 8, 11}), at.width = pick({1, 2, 3, 5, 6, 8, 9});
  at.channels = pick({1, 2, 3, 7, 15, 16, 17, 33}), at.outputs = pick({1, 2, 3, 8, 15, 16, 17, 32, 33, 50});
  at.filterHeight = pick({1, 2, 3, 4, 5}), at.filterWidth = pick({1, 2, 3, 4});
  at.strideY = pick({1, 1, 2, 3}), at.strideX = pick({1, 1, 2, 3});
  at.dilationY = pick({1, 1, 2}), at.dilationX = pick({1, 1, 2, 3});
  at.top = pick({0, 1, 2, 4}), at.left = pick({0, 1, 3});
  const int64_t bottom = pick({0, 1, 2}), right = pick({0, 1, 3});
  at.outHeight = (at.height + at.top + bottom - (at.filterHeight - 1) * at.dilationY - 1) / at.strideY + 1;
  at.outWidth = (at.width + at.left + right - (at.filterWidth - 1) * at.dilationX - 1) / at.strideX + 1;
  if (at.height + at.top + bottom < (at.filterHeight - 1) * at.dilationY + 1 ||
      at.width + at.left + right < (at.filterWidth - 1) * at.dilationX + 1)
    return;
  const auto image = numbers(at.batch * at.height * at.width * at.channels);
  const auto filter = numbers(at.filterHeight * at.filterWidth * at.channels * at.outputs);
  const auto gradient = numbers(at.batch * at.outHeight * at.outWidth * at.outputs);
  std::vector<float> out(gradient.size(), NAN), toImage(image.size(), NAN), toFilter(filter.size(), NAN);
  convolve(at, image.data(), filter.data(), out.data());
  gradientToImage(at, gradient.data(), filter.data(), toImage.data());
  gradientToFilter(at, image.data(), gradient.data(), toFilter.data());
  Sums forward(out.size()), back(image.size()), weights(filter.size());
  eachPixelOfWindows(at, [&](int64_t pixel, int64_t place, int64_t tap) {
    for (int64_t c = 0; c < at.channels; c++)
      for (int64_t o = 0; o < at.outputs; o++) {
        const int64_t p = pixel * at.channels + c, q = place * at.outputs + o, w = (tap * at.channels + c) * at.outputs + o;
        forward.add(q, image[p], filter[w]);
        back.add(p, gradient[q], filter[w]);
        weights.add(w, image[p], gradient[q]);
      }
  });
  compare("convolution", out, forward.exact, forward.magnitude);
  compare("gradient to the image", toImage, back.exact, back.magnitude);
  compare("gradient to the filter", toFilter, weights.exact, weights.magnitude);
}

static void tryDepthwise() {
  Depthwise at{};
  at.batch = pick({1, 2}), at.height = pick({1, 3, 4, 9}), at.width = pick({1, 2, 5, 8, 17});
  at.channels = pick({1, 3, 8, 16, 33}), at.filterHeight = pick({1, 2, 4}), at.filterWidth = pick({1, 3, 4});
  at.strideY = pick({1, 1, 2}), at.strideX = pick({1, 2, 3}), at.dilationY = pick({1, 2}), at.dilationX = pick({1, 1, 2});
  at.top = pick({0, 1, 3}), at.left = pick({0, 2, 5});
  const int64_t height = at.height + at.top + pick({0, 2}), width = at.width + at.left + pick({0, 1, 4});
  at.outHeight = (height - (at.filterHeight - 1) * at.dilationY - 1) / at.strideY + 1;
  at.outWidth = (width - (at.filterWidth - 1) * at.dilationX - 1) / at.strideX + 1;
  if (height <= (at.filterHeight - 1) * at.dilationY || width <= (at.filterWidth - 1) * at.dilationX) return;
  const auto image = numbers(at.batch * at.height * at.width * at.channels);
  const auto filter = numbers(at.filterHeight * at.filterWidth * at.channels);
  std::vector<float> out(at.batch * at.outHeight * at.outWidth * at.channels, NAN);
  depthwise(at, image.data(), filter.data(), out.data());
  Sums sums(out.size());
  eachPixelOfWindows(at, [&](int64_t pixel, int64_t place, int64_t tap) {
    for (int64_t c = 0; c < at.channels; c++)
      sums.add(place * at.channels + c, image[pixel * at.channels + c], filter[tap * at.channels + c]);
  });
  compare("depthwise convolution", out, sums.exact, sums.magnitude);
}

static void trySum() {
  const int64_t outer = pick({1, 2, 7}), count = pick({1, 5, 64, 65, 1025, 2500}), inner = pick({1, 2, 15, 16, 40});
  const auto from = numbers(outer * count * inner);
  std::vector<float> out(outer * inner, NAN);
  sumMiddle(from.data(), out.data(), outer, count, inner, 0.5f);
  Sums sums(out.size());
  for (int64_t o = 0; o < outer; o++)
    for (int64_t k = 0; k < count; k++)
      for (int64_t c = 0; c < inner; c++) sums.add(o * inner + c, from[(o * count + k) * inner + c], 0.5);
  compare("sum", out, sums.exact, sums.magnitude);
}

static void tryElementwise() {
  Broadcast at{};
  int64_t count = 1, lefts = 1, rights = 1;
  for (int axis = mostAxes - 1; axis >= 0; axis--) {
    at.sizes[axis] = pick({1, 2, 3, 17, 33});
    const int64_t repeats = pick({0, 0, 1, 2});
    at.left[axis] = repeats == 1 ? 0 : lefts, at.right[axis] = repeats == 2 ? 0 : rights;
    if (repeats != 1) lefts *= at.sizes[axis];
    if (repeats != 2) rights *= at.sizes[axis];
    count *= at.sizes[axis];
  }
  const auto left = numbers(lefts), right = numbers(rights), more = numbers(count);
  std::vector<float> out(count, NAN), applied(count, NAN), moments[3] = {out, out, out};
  const int64_t operation = pick({0, 1, 2, 4});
  combine(operation, at, left.data(), right.data(), out.data());
  Sums sums(count);
  for (int64_t index = 0; index < count; index++) {
    int64_t rest = index, l = 0, r = 0;
    for (int axis = mostAxes - 1; axis >= 0; axis--) {
      l += rest % at.sizes[axis] * at.left[axis], r += rest % at.sizes[axis] * at.right[axis];
      rest /= at.sizes[axis];
    }
    const double a = left[l], b = right[r];
    sums.add(index, operation == 0 ? a + b : operation == 1 ? a - b : operation == 2 ? a * b : (a - b) * (a - b), 1);
  }
  compare("combination", out, sums.exact, sums.magnitude);
  apply(7, more.data(), applied.data(), count, 0);
  Sums tangents(count);
  for (int64_t index = 0; index < count; index++) tangents.add(index, std::tanh(static_cast<double>(more[index])), 1);
  compare("tanh", applied, tangents.exact, tangents.magnitude);
  adam({0.5f, 0.9f, 0.5f, 0.1f, 1e-3f, 0.01f}, more.data(), out.data(), nullptr, nullptr, moments[0].data(),
       moments[1].data(), moments[2].data(), count);
}

int main(int count, char** values) {
  const int rounds = count > 1 ? atoi(values[1]) : 500;
  random_.seed(count > 2 ? atoi(values[2]) : 1);
  const char* const sets[] = {"avx512", "avx2", "neon", "portable"};
  for (int round = 0; round < rounds; round++) {
    if (!chooseKernels(sets[round % 4]) && !chooseKernels("portable")) return 1;
    setThreads(1 + round % 3);
    static void (*const trials[])() = {tryConvolution, tryProduct, tryConvolution, tryDepthwise, tryProduct, trySum, tryElementwise};
    trials[round % 7]();
  }
  printf("%d random shapes equal plain loops\n", rounds);
  fflush(stdout);
  _Exit(0);
}
