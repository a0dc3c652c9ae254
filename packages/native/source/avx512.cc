// compiled with -mavx512f -mfma
#if defined(__x86_64__)
#define GANREG_ISA avx512
#include "kernels.inl"

namespace ganreg {
const Kernels avx512Kernels{"avx512", tileRows, tileVectors * lanes, avx512::rowTile, avx512::outerTile};
}
#endif
