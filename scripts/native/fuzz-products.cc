// Products and convolutions: sums of products over what a place of the result sees.
#include "../../packages/native/source/elementwise.h"
#include "../../packages/native/source/fir.h"
#include "../../packages/native/source/product.h"
#include "fuzz.h"

using namespace ganreg;

void tryProduct() {
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

void tryConvolution() {
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

void tryDepthwise() {
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

void tryFir() {
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
