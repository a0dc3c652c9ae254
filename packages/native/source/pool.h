// A pool of threads that takes numbered tasks. The caller takes tasks itself and waits only for those that a worker has really begun, so a
// worker that wakes late never holds it up. What a task throws, in whichever thread, reaches the caller once no task runs any more.
#pragma once
#include <cstdint>

namespace ganreg {

void setThreads(int count);
int threads();

using Task = void (*)(const void* context, int64_t index);
void runTasks(int64_t count, Task task, const void* context);

template <class Body>
void parallel(int64_t count, const Body& body) {
  runTasks(count, [](const void* context, int64_t index) { (*static_cast<const Body*>(context))(index); }, &body);
}

}  // namespace ganreg
