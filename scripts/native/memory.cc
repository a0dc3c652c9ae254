// memory: lets the first, second, … allocation of a kernel fail, alone or with all after it, in whichever thread it falls. The kernel must throw or
// be right; the next call must be right. Every trial is a process of its own: memory that is kept is not asked for again.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#include "../../packages/native/source/elementwise.h"
#include "../../packages/native/source/fir.h"
#include "../../packages/native/source/kernels.h"
#include "../../packages/native/source/pool.h"
#include "../../packages/native/source/product.h"

using namespace ganreg;

static std::atomic<bool> counting{false};
static std::atomic<int> asked{0}, failures{0}, failuresOfWorkers{0};
static int failFrom = 0, failTo = 0;
static thread_local bool isCaller = false;

static bool isRefused() {
  if (!counting) return false;
  // gives workers the time to take a task
  if (isCaller) std::this_thread::sleep_for(std::chrono::microseconds(200));
  const int turn = ++asked;
  if (turn < failFrom || turn > failTo) return false;
  failures++;
  if (!isCaller) failuresOfWorkers++;
  return true;
}

extern "C" void* aligned_alloc(size_t alignment, size_t size) {
  void* found = nullptr;
  return !isRefused() && posix_memalign(&found, alignment, size) == 0 ? found : nullptr;
}
void* operator new(size_t size) {
  void* const found = isRefused() ? nullptr : malloc(size);
  if (!found) throw std::bad_alloc();
  return found;
}
void operator delete(void* what) noexcept { free(what); }
void operator delete(void* what, size_t) noexcept { free(what); }

static std::vector<float> numbers(int64_t count) {
  std::vector<float> all(count);
  for (int64_t at = 0; at < count; at++) all[at] = static_cast<float>(at * 7 % 23) / 11 - 1;
  return all;
}

// images of few channels, whose windows are gathered, and of many
static const Convolution narrow{2, 20, 20, 3, 3, 3, 40, 20, 20, 1, 1, 1, 1, 1, 1};
static const Convolution wide{2, 12, 12, 17, 3, 3, 40, 6, 6, 2, 2, 1, 1, 1, 1};
static std::vector<float> image, filter, gradient, matrix, out;

struct Trial {
  const char* name;
  void (*run)();
};
static const Trial trials[] = {
    {"narrow convolution", [] { convolve(narrow, image.data(), filter.data(), out.data()); }},
    {"wide convolution", [] { convolve(wide, image.data(), filter.data(), out.data()); }},
    {"gradient to a narrow image", [] { gradientToImage(narrow, gradient.data(), filter.data(), out.data()); }},
    {"gradient to a wide image", [] { gradientToImage(wide, gradient.data(), filter.data(), out.data()); }},
    {"gradient to a narrow filter", [] { gradientToFilter(narrow, image.data(), gradient.data(), out.data()); }},
    {"gradient to a wide filter", [] { gradientToFilter(wide, image.data(), gradient.data(), out.data()); }},
    {"product", [] { multiply(matrix.data(), matrix.data(), out.data(), 60, 50, 70, false, false); }},
    {"product, right transposed", [] { multiply(matrix.data(), matrix.data(), out.data(), 60, 50, 70, false, true); }},
    {"product, left transposed", [] { multiply(matrix.data(), matrix.data(), out.data(), 60, 50, 70, true, false); }},
    {"product of far rows, left transposed", [] { multiply(matrix.data(), matrix.data(), out.data(), 260, 10, 130, true, false); }},
    {"filter of both axes", [] { fir({2, 20, 20, 17, 20, 20, 1, 1, 2, 4, {1, 3, 3, 1}}, image.data(), out.data()); }},
    {"sum of rows", [] { sumMiddle(gradient.data(), nullptr, out.data(), 4, 2000, 4, 1); }},
    {"sum of all", [] { sumMiddle(gradient.data(), nullptr, out.data(), 1, 32000, 1, 1); }},
    {"square", [] { apply(3, gradient.data(), out.data(), 32000, 0); }},
};

static uint64_t computed(const Trial& trial) {
  for (float& one : out) one = 7;
  trial.run();
  uint64_t hash = 0xcbf29ce484222325;
  for (const float one : out) {
    uint32_t bits;
    memcpy(&bits, &one, sizeof bits);
    hash = (hash ^ bits) * 0x100000001b3;
  }
  return hash;
}

// what processes tell each other
struct Shared {
  uint64_t right;
  int failures, failuresOfWorkers;
  bool reached;
};

template <class Body>
static bool succeeds(const Body& body) {
  const pid_t child = fork();
  if (child == 0) {
    isCaller = true;
    _exit(body() ? 0 : 1);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static bool survives(const Trial& trial, Shared& shared) {
  bool hasThrown = false;
  uint64_t found = 0;
  counting = true;
  try {
    found = computed(trial);
  } catch (const std::bad_alloc&) {
    hasThrown = true;
  }
  counting = false;
  shared.reached = failures > 0;
  shared.failures += failures, shared.failuresOfWorkers += failuresOfWorkers;
  return (hasThrown ? failures > 0 : found == shared.right) && computed(trial) == shared.right;
}

int main() {
  image = numbers(2 * 20 * 20 * 17), filter = numbers(3 * 3 * 17 * 40), gradient = numbers(2 * 20 * 20 * 40);
  matrix = numbers(70 * 70), out.resize(260 * 130);
  auto& shared = *static_cast<Shared*>(mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  for (const Trial& trial : trials) {
    const auto isRight = [&] { return shared.right = computed(trial), true; };
    if (!succeeds(isRight)) return printf("%s: does not run\n", trial.name), 1;
    for (int threads = 1; threads <= 3; threads++)
      for (const bool isAlone : {true, false})
        for (failFrom = 1, shared.reached = true; shared.reached; failFrom++) {
          failTo = isAlone ? failFrom : 1 << 30;
          shared.reached = false;
          const auto holds = [&] { return setThreads(threads), survives(trial, shared); };
          if (!succeeds(holds))
            return printf("%s (%d threads): not right after allocation %d failed\n", trial.name, threads, failFrom), 1;
        }
  }
  printf("%d allocations failed, %d of them in workers: every kernel threw or was right, and was right afterwards\n", shared.failures,
         shared.failuresOfWorkers);
  return shared.failuresOfWorkers > 0 ? 0 : 1;
}
