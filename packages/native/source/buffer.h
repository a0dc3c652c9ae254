// Memory that is kept from call to call.
#pragma once
#include <cstdint>
#include <cstdlib>

namespace ganreg {

class Buffer {
 public:
  ~Buffer() { free(data_); }
  float* reserve(int64_t count) {
    if (count > size_) {
      free(data_);
      size_ = count + count / 4 + 16;
      data_ = static_cast<float*>(aligned_alloc(64, (size_ * sizeof(float) + 63) / 64 * 64));
      if (!data_) abort();
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace ganreg
