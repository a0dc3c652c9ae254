// compiled with -mavx512f -mfma
#if defined(__x86_64__)
#define GANREG_ISA avx512
#include "kernels.inl"
#include "elementwise.inl"

namespace ganreg {
const Kernels avx512Kernels = GANREG_KERNELS("avx512");
}
#endif
