// What the trials of the fuzz share: random draws, and the comparison with plain loops.
#pragma once
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

void startDraws(unsigned seed);
int64_t pick(std::initializer_list<int64_t> from);
// in [-1, 1), in a buffer that is exactly as long as it must be
std::vector<float> numbers(int64_t count);

// FNV-1a of the bits of what was computed, by kind
const std::map<std::string, uint64_t>& hashesByKind();

// Ends the program where a number is off by more than rounding is: relative to the sum of magnitudes.
void compare(const char* what, const std::vector<float>& found, const std::vector<double>& exact,
             const std::vector<double>& magnitude);

struct Sums {
  std::vector<double> exact, magnitude;
  explicit Sums(size_t count) : exact(count), magnitude(count) {}
  void add(int64_t at, double a, double b) {
    exact[at] += a * b;
    magnitude[at] += std::fabs(a * b);
  }
};

// one random shape of each kernel
void tryProduct();
void tryConvolution();
void tryDepthwise();
void tryFir();
void trySum();
void tryChannels();
void tryPad();
void tryCombination();
void tryApplication();
void tryAdam();
