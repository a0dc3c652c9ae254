#if defined(__aarch64__)
#define GANREG_ISA neon
#include "kernels.inl"
#include "elementwise.inl"

namespace ganreg {
const Kernels neonKernels = GANREG_KERNELS("neon");
}
#endif
