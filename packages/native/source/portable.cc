#define GANREG_PORTABLE
#define GANREG_ISA portable
#include "kernels.inl"
#include "elementwise.inl"

namespace ganreg {
const Kernels portableKernels = GANREG_KERNELS("portable");
}
