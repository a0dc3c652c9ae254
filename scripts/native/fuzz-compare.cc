#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "../../packages/native/source/kernels.h"
#include "../../packages/native/source/pool.h"
#include "fuzz.h"

using namespace ganreg;

static std::mt19937 random_(1);
void startDraws(unsigned seed) { random_.seed(seed); }
int64_t pick(std::initializer_list<int64_t> from) {
  return from.begin()[std::uniform_int_distribution<size_t>(0, from.size() - 1)(random_)];
}
std::vector<float> numbers(int64_t count) {
  std::uniform_real_distribution<float> draw(-1, 1);
  std::vector<float> all(count);
  for (float& one : all) one = draw(random_);
  all.shrink_to_fit();
  return all;
}

static std::map<std::string, uint64_t> hashes;
static void hash(const char* what, const std::vector<float>& found) {
  uint64_t& now = hashes.insert({what, 0xcbf29ce484222325}).first->second;
  for (const float one : found) {
    uint32_t bits;
    memcpy(&bits, &one, sizeof bits);
    for (int byte = 0; byte < 4; byte++) now = (now ^ (bits >> 8 * byte & 0xff)) * 0x100000001b3;
  }
}

const std::map<std::string, uint64_t>& hashesByKind() { return hashes; }

void compare(const char* what, const std::vector<float>& found, const std::vector<double>& exact,
             const std::vector<double>& magnitude) {
  hash(what, found);
  for (size_t at = 0; at < found.size(); at++)
    if (!(std::fabs(found[at] - exact[at]) <= 1e-5 * (magnitude[at] + 1e-3))) {
      printf("%s (%s, %d threads): %g instead of %g at %zu\n", what, kernels().name, threads(), found[at], exact[at], at);
      exit(1);
    }
}
