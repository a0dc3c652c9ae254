// compiled with -mavx2 -mfma
#if defined(__x86_64__)
#define GANREG_ISA avx2
#include "kernels.inl"

namespace ganreg {
const Kernels avx2Kernels{"avx2", tileRows, tileVectors * lanes, avx2::rowTile, avx2::outerTile};
}
#endif
