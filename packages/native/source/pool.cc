#include "pool.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace ganreg {
namespace {

int wanted = 1;
int started = 0;

// generation (32 bits) | number of tasks (16) | next task (16): one word, so that nobody can take a task of another job
std::atomic<uint64_t> ticket{0};
std::atomic<uint32_t> generation{0};
std::atomic<int64_t> finished{0};
std::atomic<Task> task{nullptr};
std::atomic<const void*> context{nullptr};

// what the first task threw that failed; the tasks after it are not run
std::exception_ptr failure;
std::atomic<bool> failed{false};

// never destroyed: workers still sleep in them when the process ends
std::mutex& sleep = *new std::mutex;
std::condition_variable& wake = *new std::condition_variable;
std::atomic<int> sleepers{0};

// long enough to bridge what JavaScript does between two kernels, short enough to give the processor back
constexpr auto patience = std::chrono::microseconds(100);
constexpr int64_t mostTasks = 0xffff;

void tryTask(Task run, const void* with, int64_t index) {
  if (failed.load(std::memory_order_relaxed)) return;
  try {
    run(with, index);
  } catch (...) {
    if (!failed.exchange(true)) failure = std::current_exception();
  }
}

inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void takeTasks(uint32_t mine) {
  for (;;) {
    uint64_t now = ticket.load(std::memory_order_acquire);
    const auto next = static_cast<int64_t>(now & 0xffff), count = static_cast<int64_t>((now >> 16) & 0xffff);
    if (static_cast<uint32_t>(now >> 32) != mine || next >= count) return;
    const Task run = task.load(std::memory_order_relaxed);
    const void* with = context.load(std::memory_order_relaxed);
    // fails when another thread took it, or when all of this was of a job that is over
    if (!ticket.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel)) continue;
    tryTask(run, with, next);
    finished.fetch_add(1, std::memory_order_release);
  }
}

void work(uint32_t seen) {
  for (;;) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (generation.load(std::memory_order_acquire) == seen && std::chrono::steady_clock::now() < until)
      for (int turn = 0; turn < 16; turn++) pause();
    if (generation.load(std::memory_order_acquire) == seen) {
      std::unique_lock<std::mutex> lock(sleep);
      sleepers.fetch_add(1);
      wake.wait(lock, [&] { return generation.load() != seen; });
      sleepers.fetch_sub(1);
    }
    seen = generation.load();
    takeTasks(seen);
  }
}

// A thread that cannot be had is one that does not help.
void startWorkers() {
  try {
    for (; started < wanted - 1; started++) std::thread(work, generation.load()).detach();
  } catch (const std::exception&) {
  }
}

}  // namespace

void setThreads(int count) { wanted = count < 1 ? 1 : count; }
int threads() { return wanted; }

void runTasks(int64_t count, Task run, const void* with) {
  if (wanted <= 1 || count <= 1 || count > mostTasks) {
    for (int64_t index = 0; index < count; index++) run(with, index);
    return;
  }
  startWorkers();
  task.store(run, std::memory_order_relaxed);
  context.store(with, std::memory_order_relaxed);
  finished.store(0, std::memory_order_relaxed);
  const uint32_t mine = generation.load() + 1;
  ticket.store((static_cast<uint64_t>(mine) << 32) | (static_cast<uint64_t>(count) << 16), std::memory_order_release);
  generation.store(mine);
  if (sleepers.load() > 0) {
    std::lock_guard<std::mutex> lock(sleep);
    wake.notify_all();
  }
  takeTasks(mine);
  while (finished.load(std::memory_order_acquire) < count) pause();
  if (failed.exchange(false)) std::rethrow_exception(std::exchange(failure, nullptr));
}

}  // namespace ganreg
