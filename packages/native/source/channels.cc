#include "channels.h"

#include "kernels.h"
#include "pieces.h"

namespace ganreg {

void perChannel(const Channels& task) {
  inPieces(task.rows, task.channels, [&](int64_t first, int64_t last) { kernels().channelRows(task, first, last); });
}

}  // namespace ganreg
