// Work on many numbers, shared out in pieces.
#pragma once
#include <algorithm>
#include <cstdint>

#include "divide.h"
#include "pool.h"

namespace ganreg {

// numbers of one piece: small enough for the first cache, large enough to be worth a thread
constexpr int64_t pieceNumbers = 1 << 14;

// calls with the first line of each piece and the one after its last; a line is that many numbers
template <class Body>
void inPieces(int64_t lines, int64_t numbersOfLine, const Body& body) {
  const int64_t each = std::max<int64_t>(1, pieceNumbers / std::max<int64_t>(1, numbersOfLine));
  parallel(ceilDivide(lines, each), [&](int64_t piece) { body(piece * each, std::min(lines, (piece + 1) * each)); });
}

}  // namespace ganreg
