#include "channels.h"

#include <algorithm>

#include "divide.h"
#include "kernels.h"
#include "pool.h"

namespace ganreg {

void perChannel(const Channels& task) {
  const int64_t each = std::max<int64_t>(1, (1 << 14) / std::max<int64_t>(1, task.channels));
  parallel(ceilDivide(task.rows, each), [&](int64_t item) {
    kernels().channelRows(task, item * each, std::min(task.rows, (item + 1) * each));
  });
}

}  // namespace ganreg
