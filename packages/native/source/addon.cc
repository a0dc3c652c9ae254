// The addon's interface to Node.
#include <node_api.h>

#include <mutex>
#include <new>
#include <stdexcept>

#include "entries.h"
#include "kernels.h"
#include "pool.h"

namespace ganreg {
namespace {

Call callOf(napi_env env, napi_callback_info info) {
  size_t count = 2, bytes = 0;
  napi_value values[2];
  napi_typedarray_type type;
  void *heap = nullptr, *numbers = nullptr;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  if (count < 2 || napi_get_typedarray_info(env, values[0], &type, &bytes, &heap, nullptr, nullptr) != napi_ok ||
      type != napi_uint8_array)
    throw std::invalid_argument("expected the heap as a Uint8Array");
  if (napi_get_typedarray_info(env, values[1], &type, &count, &numbers, nullptr, nullptr) != napi_ok ||
      type != napi_float64_array)
    throw std::invalid_argument("expected numbers as a Float64Array");
  return {static_cast<char*>(heap), bytes, static_cast<const double*>(numbers), count};
}

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
    run(callOf(env, info));
  } catch (const std::bad_alloc&) {
    throwOutOfMemory(env);
  } catch (const std::length_error&) {
    throwOutOfMemory(env);
  } catch (const std::exception& error) {
    napi_throw_range_error(env, nullptr, error.what());
  }
  return nullptr;
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
