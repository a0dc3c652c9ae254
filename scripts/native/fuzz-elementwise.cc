// What is computed number by number, sums and borders.
#include "../../packages/native/source/channels.h"
#include "../../packages/native/source/elementwise.h"
#include "../../packages/native/source/pad.h"
#include "fuzz.h"

using namespace ganreg;

void trySum() {
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

void tryChannels() {
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

void tryPad() {
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

void tryCombination() {
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

void tryApplication() {
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

void tryAdam() {
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
