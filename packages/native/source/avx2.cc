// compiled with -mavx2 -mfma
#if defined(__x86_64__)
#define GANREG_ISA avx2
#include "kernels.inl"
#include "elementwise.inl"

namespace ganreg {
const Kernels avx2Kernels = GANREG_KERNELS("avx2");
}
#endif
