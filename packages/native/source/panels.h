// The right operand in panels as wide as a tile, [panels][depth][tileColumns], zeros behind the last column.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels.h"

namespace ganreg {

struct Panels {
  const float* data;
  int64_t depth, columns, count;
  const float* at(int64_t panel) const { return data + panel * depth * kernels().tileColumns; }
  int64_t width(int64_t panel) const {
    return std::min<int64_t>(kernels().tileColumns, columns - panel * kernels().tileColumns);
  }
};

// Both pack into the same memory: panels are good until the next are packed.

// rows [depth][columns]
Panels packRows(const float* from, int64_t depth, int64_t columns);
// for each tap rows [columns][length], which become the depth
Panels packColumns(const float* from, const std::vector<int64_t>& taps, int64_t length, int64_t columns);

}  // namespace ganreg
