// Memory that is kept from call to call.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <new>

namespace ganreg {

class Buffer {
 public:
  ~Buffer() { free(data_); }
  float* reserve(int64_t count) {
    if (count > size_) {
      // empty until there is memory: a failure leaves no size behind
      free(data_);
      data_ = nullptr;
      size_ = 0;
      const int64_t wanted = count + count / 4 + 16;
      data_ = static_cast<float*>(aligned_alloc(64, (wanted * sizeof(float) + 63) / 64 * 64));
      if (!data_) throw std::bad_alloc();
      size_ = wanted;
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace ganreg
