// Whole numbers of something, rounded up or down.
#pragma once
#include <cstdint>

namespace ganreg {

inline int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }
inline int64_t floorDivide(int64_t a, int64_t b) { return a >= 0 ? a / b : -ceilDivide(-a, b); }

}  // namespace ganreg
