#include <cstring>

#include "kernels.h"

namespace ganreg {
namespace {

bool has(const char* name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool fused = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!strcmp(name, "avx512")) return fused && __builtin_cpu_supports("avx512f");
  if (!strcmp(name, "avx2")) return fused;
#elif defined(__aarch64__)
  if (!strcmp(name, "neon")) return true;
#endif
  return !strcmp(name, "portable");
}

const Kernels* const all[] = {
#if defined(__x86_64__)
    &avx512Kernels, &avx2Kernels,
#elif defined(__aarch64__)
    &neonKernels,
#endif
    &portableKernels};

const Kernels* best() {
  for (const Kernels* candidate : all)
    if (has(candidate->name)) return candidate;
  return &portableKernels;
}

// when the program starts: tasks read it in many threads
const Kernels* chosen = best();

}  // namespace

bool chooseKernels(const char* name) {
  for (const Kernels* candidate : all)
    if (!strcmp(candidate->name, name) && has(name)) {
      chosen = candidate;
      return true;
    }
  return false;
}

const Kernels& kernels() { return *chosen; }

}  // namespace ganreg
