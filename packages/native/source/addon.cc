// The addon's interface to Node. Every kernel takes the heap and one array of numbers: addresses in bytes first, then sizes. What lies
// outside the heap is refused before anything is read or written.
#include <node_api.h>

#include <mutex>
#include <new>
#include <stdexcept>

#include "channels.h"
#include "elementwise.h"
#include "fir.h"
#include "kernels.h"
#include "pad.h"
#include "pool.h"
#include "product.h"

namespace ganreg {
namespace {

class Call {
 public:
  Call(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value values[2];
    napi_typedarray_type type;
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
    if (count < 2 || napi_get_typedarray_info(env, values[0], &type, &bytes_, &data, nullptr, nullptr) != napi_ok ||
        type != napi_uint8_array)
      throw std::invalid_argument("expected the heap as a Uint8Array");
    heap_ = static_cast<char*>(data);
    if (napi_get_typedarray_info(env, values[1], &type, &count_, &data, nullptr, nullptr) != napi_ok ||
        type != napi_float64_array)
      throw std::invalid_argument("expected numbers as a Float64Array");
    numbers_ = static_cast<const double*>(data);
  }
  double number(size_t index) const {
    if (index >= count_) throw std::invalid_argument("too few numbers");
    return numbers_[index];
  }
  int64_t size(size_t index) const {
    const double value = number(index);
    if (!(value >= -9e15 && value <= 9e15)) throw std::invalid_argument("not a size");
    return static_cast<int64_t>(value);
  }
  int64_t natural(size_t index) const {
    const int64_t value = size(index);
    if (value < 0 || value > int64_t{1} << 32) throw std::invalid_argument("not a size");
    return value;
  }
  // `count` numbers at the address
  float* floats(size_t index, std::initializer_list<int64_t> sizes) const {
    const int64_t address = natural(index);
    double count = 1;
    for (const int64_t size : sizes) count *= static_cast<double>(size);
    if (address % 4 != 0 || static_cast<double>(address) + 4 * count > static_cast<double>(bytes_))
      throw std::out_of_range("outside the heap");
    return reinterpret_cast<float*>(heap_ + address);
  }

 private:
  char* heap_ = nullptr;
  size_t bytes_ = 0, count_ = 0;
  const double* numbers_ = nullptr;
};

// threads of Node share the pool and the buffers
std::mutex one;

// known by its code in packages/numerics/src/native
void throwOutOfMemory(napi_env env) {
  napi_throw_error(env, "out-of-memory", "no memory for what the kernel keeps beside its tensors");
}

template <void (*run)(const Call&)>
napi_value kernel(napi_env env, napi_callback_info info) {
  try {
    const std::lock_guard<std::mutex> lock(one);
    run(Call(env, info));
  } catch (const std::bad_alloc&) {
    throwOutOfMemory(env);
  } catch (const std::length_error&) {
    throwOutOfMemory(env);
  } catch (const std::exception& error) {
    napi_throw_range_error(env, nullptr, error.what());
  }
  return nullptr;
}

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

napi_value setThreadsOf(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value;
  int32_t wanted = 1;
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  napi_get_value_int32(env, value, &wanted);
  const std::lock_guard<std::mutex> lock(one);
  setThreads(wanted);
  return nullptr;
}

// chooses the instruction set where a name is given; returns the name of the one in use
napi_value instructions(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value value, result;
  char name[16] = "";
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  const std::lock_guard<std::mutex> lock(one);
  if (count == 1 && napi_get_value_string_utf8(env, value, name, sizeof name, &length) == napi_ok && !chooseKernels(name))
    napi_throw_range_error(env, nullptr, "this processor does not have these instructions");
  napi_create_string_utf8(env, kernels().name, NAPI_AUTO_LENGTH, &result);
  return result;
}

napi_value start(napi_env env, napi_value exports) {
  const auto offer = [&](const char* name, napi_callback callback) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  };
  offer("setThreads", setThreadsOf);
  offer("instructions", instructions);
  offer("convolve", kernel<runConvolve>);
  offer("gradientToImage", kernel<runGradientToImage>);
  offer("gradientToFilter", kernel<runGradientToFilter>);
  offer("multiply", kernel<runMultiply>);
  offer("combine", kernel<runCombine>);
  offer("apply", kernel<runApply>);
  offer("sum", kernel<runSum>);
  offer("sumProducts", kernel<runSumProducts>);
  offer("perChannel", kernel<runPerChannel>);
  offer("pad", kernel<runPad>);
  offer("fir", kernel<runFir>);
  offer("adam", kernel<runAdam>);
  offer("depthwise", kernel<runDepthwise>);
  return exports;
}

}  // namespace
}  // namespace ganreg

static napi_value start(napi_env env, napi_value exports) { return ganreg::start(env, exports); }
NAPI_MODULE(ganreg, start)
