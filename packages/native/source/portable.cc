#define GANREG_PORTABLE
#define GANREG_ISA portable
#include "kernels.inl"

namespace ganreg {
const Kernels portableKernels{"portable", tileRows, tileVectors * lanes, portable::rowTile, portable::outerTile};
}
