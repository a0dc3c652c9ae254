// A call of a kernel: the heap, and addresses in bytes followed by sizes. What lies outside the heap is refused before anything is read or
// written.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>

namespace ganreg {

class Call {
 public:
  Call(char* heap, size_t bytes, const double* numbers, size_t count)
      : heap_(heap), bytes_(bytes), count_(count), numbers_(numbers) {}
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
  char* heap_;
  size_t bytes_, count_;
  const double* numbers_;
};

}  // namespace ganreg
