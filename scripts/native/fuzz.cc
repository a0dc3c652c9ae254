// fuzz COUNT SEED [SET]: every kernel on random shapes, in buffers that are exactly as long as they must be, against plain loops. With a set of
// instructions it uses no other and prints a hash of the bits of all results of a kind; without one it takes turns.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../../packages/native/source/kernels.h"
#include "../../packages/native/source/pool.h"
#include "fuzz.h"

using namespace ganreg;

int main(int count, char** values) {
  const int rounds = count > 1 ? atoi(values[1]) : 500;
  startDraws(count > 2 ? atoi(values[2]) : 1);
  const char* const only = count > 3 ? values[3] : nullptr;
  const char* const sets[] = {"avx512", "avx2", "neon", "portable"};
  if (only && (!chooseKernels(only) || strcmp(kernels().name, only))) {
    printf("%s is not to be had here\n", only);
    return 2;
  }
  for (int round = 0; round < rounds; round++) {
    if (!only && !chooseKernels(sets[round % 4]) && !chooseKernels("portable")) return 1;
    setThreads(1 + round % 3);
    static void (*const trials[])() = {tryConvolution, tryProduct,     tryConvolution, tryDepthwise, tryProduct, trySum,
                                       tryAdam,        tryCombination, tryApplication, tryChannels,  tryPad,     tryFir};
    trials[round % 12]();
  }
  if (only)
    for (const auto& [what, bits] : hashesByKind()) printf("%016llx %s\n", static_cast<unsigned long long>(bits), what.c_str());
  printf("%d random shapes equal plain loops\n", rounds);
  fflush(stdout);
  _Exit(0);
}
