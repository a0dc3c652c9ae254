#if defined(__aarch64__)
#define GANREG_ISA neon
#include "kernels.inl"

namespace ganreg {
const Kernels neonKernels{"neon", tileRows, tileVectors * lanes, neon::rowTile, neon::outerTile};
}
#endif
