// One vector of the instruction set that this file is compiled for, and the few operations the kernels need. Everything else is plain C++.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
#include <immintrin.h>
using Vector = __m512;
static inline Vector fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
static inline Vector broadcast(float value) { return _mm512_set1_ps(value); }
static inline Vector load(const float* from) { return _mm512_loadu_ps(from); }
static inline void store(float* to, Vector value) { _mm512_storeu_ps(to, value); }
constexpr int tileRows = 12, tileVectors = 2;
#elif defined(__AVX2__)
#include <immintrin.h>
using Vector = __m256;
static inline Vector fma(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
static inline Vector broadcast(float value) { return _mm256_set1_ps(value); }
static inline Vector load(const float* from) { return _mm256_loadu_ps(from); }
static inline void store(float* to, Vector value) { _mm256_storeu_ps(to, value); }
constexpr int tileRows = 6, tileVectors = 2;
#elif defined(__aarch64__) && !defined(GANREG_PORTABLE)
#include <arm_neon.h>
using Vector = float32x4_t;
static inline Vector fma(Vector a, Vector b, Vector c) { return vfmaq_f32(c, a, b); }
static inline Vector broadcast(float value) { return vdupq_n_f32(value); }
static inline Vector load(const float* from) { return vld1q_f32(from); }
static inline void store(float* to, Vector value) { vst1q_f32(to, value); }
constexpr int tileRows = 6, tileVectors = 4;
#else
struct Vector {
  float at[4];
};
static inline Vector broadcast(float value) { return {{value, value, value, value}}; }
static inline Vector load(const float* from) { return {{from[0], from[1], from[2], from[3]}}; }
static inline void store(float* to, Vector value) { memcpy(to, value.at, sizeof value.at); }
static inline Vector fma(Vector a, Vector b, Vector c) {
  for (int lane = 0; lane < 4; lane++) c.at[lane] += a.at[lane] * b.at[lane];
  return c;
}
constexpr int tileRows = 4, tileVectors = 2;
#endif

constexpr int lanes = sizeof(Vector) / sizeof(float);

// rounded once where the processor can
#if defined(__FMA__) || (defined(__aarch64__) && !defined(GANREG_PORTABLE))
static inline float fmaOne(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
static inline float fmaOne(float a, float b, float c) { return a * b + c; }
#endif
