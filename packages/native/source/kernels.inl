// Included by one file for each instruction set, which says GANREG_ISA, its name.
#include "kernels.h"
#include "vector.h"

namespace ganreg {
namespace GANREG_ISA {

// What is not a whole number of vectors goes by way of a buffer. Inlined, or the sums leave their registers before the last row is written.
template <int N>
inline __attribute__((always_inline)) void storeRow(float* out, const Vector* sums, int columns, bool add) {
  if (columns == N * lanes) {
#pragma GCC unroll 4
    for (int n = 0; n < N; n++) {
      float* to = out + n * lanes;
      store(to, add ? fma(sums[n], broadcast(1.0f), load(to)) : sums[n]);
    }
    return;
  }
  float row[N * lanes];
  for (int n = 0; n < N; n++) store(row + n * lanes, sums[n]);
  for (int c = 0; c < columns; c++) out[c] = add ? row[c] + out[c] : row[c];
}

template <int R, int N>
void rowTileOf(const RowTile& tile) {
  Vector sums[R][N];
#pragma GCC unroll 16
  for (int r = 0; r < R; r++)
#pragma GCC unroll 4
    for (int n = 0; n < N; n++) sums[r][n] = broadcast(0.0f);
  const float* right = tile.right;
  const int64_t stride = tile.stride, depth = tile.depth;
  for (int64_t tap = 0; tap < tile.taps; tap++) {
    const float* left[R];
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) left[r] = tile.left[tap * tileRows + r];
    for (int64_t k = 0; k < depth; k++, right += stride) {
      Vector b[N];
#pragma GCC unroll 4
      for (int n = 0; n < N; n++) b[n] = load(right + n * lanes);
#pragma GCC unroll 16
      for (int r = 0; r < R; r++) {
        const Vector a = broadcast(left[r][k]);
#pragma GCC unroll 4
        for (int n = 0; n < N; n++) sums[r][n] = fma(a, b[n], sums[r][n]);
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) storeRow<N>(tile.out[r], sums[r], tile.columns, false);
}

template <int R, int N>
void outerTileOf(const OuterTile& tile) {
  Vector sums[R][N];
#pragma GCC unroll 16
  for (int r = 0; r < R; r++)
#pragma GCC unroll 4
    for (int n = 0; n < N; n++) sums[r][n] = broadcast(0.0f);
  const float* right = tile.right;
  const int64_t stride = tile.stride, offset = tile.offset;
  for (int64_t m = 0; m < tile.count; m++, right += stride) {
    const float* left = tile.left[m] + offset;
    Vector b[N];
#pragma GCC unroll 4
    for (int n = 0; n < N; n++) b[n] = load(right + n * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) {
      const Vector a = broadcast(left[r]);
#pragma GCC unroll 4
      for (int n = 0; n < N; n++) sums[r][n] = fma(a, b[n], sums[r][n]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) storeRow<N>(tile.out + r * tile.outStride, sums[r], tile.columns, tile.add);
}

template <class Tile>
using TileKernel = void (*)(const Tile&);

template <int R, int N>
struct Table {
  static TileKernel<RowTile> rows(int r, int n) {
    if (r < R) return Table<R - 1, N>::rows(r, n);
    return n < N ? Table<R, N - 1>::rows(r, n) : rowTileOf<R, N>;
  }
  static TileKernel<OuterTile> outer(int r, int n) {
    if (r < R) return Table<R - 1, N>::outer(r, n);
    return n < N ? Table<R, N - 1>::outer(r, n) : outerTileOf<R, N>;
  }
};
template <int N>
struct Table<0, N> {
  static TileKernel<RowTile> rows(int, int) { return nullptr; }
  static TileKernel<OuterTile> outer(int, int) { return nullptr; }
};
template <int R>
struct Table<R, 0> {
  static TileKernel<RowTile> rows(int, int) { return nullptr; }
  static TileKernel<OuterTile> outer(int, int) { return nullptr; }
};

void rowTile(const RowTile& tile) {
  Table<tileRows, tileVectors>::rows(tile.rows, (tile.columns + lanes - 1) / lanes)(tile);
}

void outerTile(const OuterTile& tile) {
  Table<tileRows, tileVectors>::outer(tile.rows, (tile.columns + lanes - 1) / lanes)(tile);
}

}  // namespace GANREG_ISA
}  // namespace ganreg
