// fuzz COUNT SEED [SET]: every kernel on random shapes, in buffers that are exactly as long as they must be, against plain loops. With a set of
// instructions it uses no other and prints a hash of the bits of all results of a kind; without one it takes turns.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "../../packages/native/source/channels.h"
#include "../../packages/native/source/elementwise.h"
#include "../../packages/native/source/fir.h"
#include "../../packages/native/source/kernels.h"
#include "../../packages/native/source/pad.h"
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

// FNV-1a of the bits of what was computed, by kind
static std::map<std::string, uint64_t> hashes;
static void hash(const char* what, const std::vector<float>& found) {
  uint64_t& now = hashes.insert({what, 0xcbf29ce484222325}).first->second;
  for (const float one : found) {
    uint32_t bits;
    memcpy(&bits, &one, sizeof bits);
    for (int byte = 0; byte < 4; byte++) now = (now ^ (bits >> 8 * byte & 0xff)) * 0x100000001b3;
  }
}

// relative to the sum of magnitudes, as rounding is
static void compare(const char* what, const std::vector<float>& found, const std::vector<double>& exact,
                    const std::vector<double>& magnitude) {
  hash(what, found);
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
  const bool ofProducts = pick({0, 1});
  const auto from = numbers(outer * count * inner), times = numbers(ofProducts ? outer * count * inner : 0);
  std::vector<float> out(outer * inner, NAN);
  sumMiddle(from.data(), ofProducts ? times.data() : nullptr, out.data(), outer, count, inner, 0.5f);
  Sums sums(out.size());
  for (int64_t o = 0; o < outer; o++)
    for (int64_t k = 0; k < count; k++)
      for (int64_t c = 0; c < inner; c++) {
        const int64_t at = (o * count + k) * inner + c;
        sums.add(o * inner + c, from[at], ofProducts ? 0.5 * times[at] : 0.5);
      }
  compare(ofProducts ? "sum of products" : "sum", out, sums.exact, sums.magnitude);
}

static void tryChannels() {
  const int64_t rows = pick({1, 2, 7, 100, 1025}), channels = pick({1, 2, 15, 16, 17, 33, 64}), count = rows * channels;
  const auto x = numbers(count), by = numbers(count), a = numbers(channels), b = numbers(channels);
  const int64_t operation = pick({0, 1, 2});
  std::vector<float> out(count, NAN);
  perChannel({operation, x.data(), by.data(), a.data(), b.data(), out.data(), rows, channels, 0.2f});
  Sums sums(count);
  for (int64_t at = 0; at < count; at++) {
    const int64_t c = at % channels;
    const double shifted = x[at] + a[c];
    if (operation == 0) sums.add(at, shifted, shifted < 0 ? 0.2f : 1);
    if (operation == 1) sums.add(at, x[at], by[at] + a[c] > 0 ? 1 : 0.2f);
    if (operation == 2) sums.add(at, x[at], a[c]), sums.add(at, b[c], 1);
  }
  compare("operation of channels", out, sums.exact, sums.magnitude);
}

static void tryPad() {
  Pad at;
  int64_t from = 1, to = 1;
  for (int axis = 0; axis < padAxes; axis++) {
    at.sizes[axis] = pick({1, 2, 3, 16, 33});
    at.before[axis] = pick({0, 0, 1, 3}), at.after[axis] = pick({0, 0, 2, 5});
    from *= at.sizes[axis], to *= at.outSize(axis);
  }
  const auto image = numbers(from);
  std::vector<float> out(to, NAN);
  pad(at, image.data(), out.data(), 0.5f);
  Sums sums(to);
  for (int64_t index = 0; index < to; index++) {
    int64_t rest = index, source = 0, stride = 1;
    bool isInside = true;
    for (int axis = padAxes - 1; axis >= 0; axis--) {
      const int64_t place = rest % at.outSize(axis) - at.before[axis];
      isInside = isInside && place >= 0 && place < at.sizes[axis];
      source += place * stride, stride *= at.sizes[axis], rest /= at.outSize(axis);
    }
    sums.add(index, isInside ? image[source] : 0.5, 1);
  }
  compare("border", out, sums.exact, sums.magnitude);
}

static double combined(int64_t operation, double a, double b) {
  switch (operation) {
    case 0: return a + b;
    case 1: return a - b;
    case 2: return a * b;
    case 3: return a / b;
    default: return (a - b) * (a - b);
  }
}

static double applied(int64_t operation, double x, double parameter) {
  switch (operation) {
    case 0: return x < 0 ? 0 : x;
    case 1: return x < 0 ? x * parameter : x;
    case 2: return x > 0 ? 1 : parameter;
    case 3: return x * x;
    case 4: return std::sqrt(x);
    case 5: return 1 / std::sqrt(x);
    case 6: return -x;
    default: return std::tanh(x);
  }
}

static void tryCombination() {
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
  const int64_t operation = pick({0, 1, 2, 3, 4});
  const auto left = numbers(lefts);
  auto right = numbers(rights);
  // far from 0, as a divisor
  for (float& one : right) one += 2;
  std::vector<float> out(count, NAN);
  combine(operation, at, left.data(), right.data(), out.data());
  Sums sums(count);
  for (int64_t index = 0; index < count; index++) {
    int64_t rest = index, l = 0, r = 0;
    for (int axis = mostAxes - 1; axis >= 0; axis--) {
      l += rest % at.sizes[axis] * at.left[axis], r += rest % at.sizes[axis] * at.right[axis];
      rest /= at.sizes[axis];
    }
    sums.add(index, combined(operation, left[l], right[r]), 1);
  }
  compare("combination", out, sums.exact, sums.magnitude);
}

static void tryApplication() {
  const int64_t count = pick({1, 3, 16, 17, 33, 1000, 16385, 40000}), operation = pick({0, 1, 2, 3, 4, 5, 6, 7, 7});
  const bool isRoot = operation == 4 || operation == 5;
  auto from = numbers(count);
  for (float& one : from) one = isRoot ? one + 1.5f : one * 3;
  std::vector<float> out(count, NAN);
  apply(operation, from.data(), out.data(), count, 0.2f);
  Sums sums(count);
  for (int64_t index = 0; index < count; index++) sums.add(index, applied(operation, from[index], 0.2f), 1);
  compare(operation == 7 ? "tanh" : isRoot ? "root" : "activation", out, sums.exact, sums.magnitude);
}

static void tryAdam() {
  const int64_t count = pick({1, 7, 16, 33, 1000, 16385});
  const Adam s{0.5f, 0.9f, 0.5f, 0.1f, 1e-3f, 0.01f};
  const bool isFirst = pick({0, 1});
  const auto value = numbers(count), gradient = numbers(count), first = numbers(count);
  auto second = numbers(count);
  for (float& one : second) one = std::fabs(one);
  std::vector<float> newValue(count, NAN), newFirst(count, NAN), newSecond(count, NAN);
  adam(s, value.data(), gradient.data(), isFirst ? nullptr : first.data(), isFirst ? nullptr : second.data(), newValue.data(),
       newFirst.data(), newSecond.data(), count);
  Sums values(count), firsts(count), seconds(count);
  for (int64_t at = 0; at < count; at++) {
    const double g = gradient[at];
    if (!isFirst) firsts.add(at, first[at], s.beta1), seconds.add(at, second[at], s.beta2);
    firsts.add(at, g, s.share1), seconds.add(at, g * g, s.share2);
    values.add(at, value[at], 1);
    values.add(at, firsts.exact[at] / (std::sqrt(seconds.exact[at]) + s.epsilon), -s.rate);
  }
  compare("Adam", newFirst, firsts.exact, firsts.magnitude);
  compare("Adam", newSecond, seconds.exact, seconds.magnitude);
  compare("Adam", newValue, values.exact, values.magnitude);
}

static void tryFir() {
  Fir at{};
  at.batch = pick({1, 2}), at.height = pick({1, 2, 5, 8}), at.width = pick({1, 3, 8, 17}), at.channels = pick({1, 3, 16, 33});
  at.up = pick({1, 1, 2, 3}), at.down = pick({1, 1, 2, 3}), at.count = pick({1, 2, 4, 5}), at.low = pick({0, 1, 3, -1});
  at.outHeight = pick({1, 4, 9}), at.outWidth = pick({1, 2, 7, 20});
  const auto image = numbers(at.batch * at.height * at.width * at.channels), taps = numbers(at.count);
  std::copy(taps.begin(), taps.end(), at.taps);
  std::vector<float> out(at.batch * at.outHeight * at.outWidth * at.channels, NAN);
  fir(at, image.data(), out.data());
  Sums sums(out.size());
  const auto pixel = [&](int64_t place, int64_t tap, int64_t size) -> int64_t {
    const int64_t wide = place * at.down + tap - at.low;
    return wide >= 0 && wide % at.up == 0 && wide / at.up < size ? wide / at.up : -1;
  };
  for (int64_t index = 0; index < static_cast<int64_t>(out.size()); index++) {
    const int64_t c = index % at.channels, j = index / at.channels % at.outWidth;
    const int64_t i = index / at.channels / at.outWidth % at.outHeight, n = index / at.channels / at.outWidth / at.outHeight;
    for (int64_t v = 0; v < at.count; v++)
      for (int64_t u = 0; u < at.count; u++) {
        const int64_t y = pixel(i, v, at.height), x = pixel(j, u, at.width);
        if (y >= 0 && x >= 0)
          sums.add(index, image[((n * at.height + y) * at.width + x) * at.channels + c], double{taps[u]} * taps[v]);
      }
  }
  compare("filter of both axes", out, sums.exact, sums.magnitude);
}

int main(int count, char** values) {
  const int rounds = count > 1 ? atoi(values[1]) : 500;
  random_.seed(count > 2 ? atoi(values[2]) : 1);
  const char* const only = count > 3 ? values[3] : nullptr;
  const char* const sets[] = {"avx512", "avx2", "neon", "portable"};
  if (only && (!chooseKernels(only) || strcmp(kernels().name, only))) {
    printf("%s is not to be had here\n", only);
    return 2;
  }
  for (int round = 0; round < rounds; round++) {
    if (!only && !chooseKernels(sets[round % 4]) && !chooseKernels("portable")) return 1;
    setThreads(1 + round % 3);
    static void (*const trials[])() = {tryConvolution, tryProduct,     tryConvolution, tryDepthwise, tryProduct, trySum,
                                       tryAdam,        tryCombination, tryApplication, tryChannels,  tryPad,     tryFir};
    trials[round % 12]();
  }
  if (only)
    for (const auto& [what, bits] : hashes) printf("%016llx %s\n", static_cast<unsigned long long>(bits), what.c_str());
  printf("%d random shapes equal plain loops\n", rounds);
  fflush(stdout);
  _Exit(0);
}
