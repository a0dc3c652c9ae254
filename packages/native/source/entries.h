// Every kernel that Node may call: reads its arguments and runs it.
#pragma once
#include "call.h"

namespace ganreg {

void runConvolve(const Call& call);
void runGradientToImage(const Call& call);
void runGradientToFilter(const Call& call);
void runMultiply(const Call& call);
void runCombine(const Call& call);
void runApply(const Call& call);
void runSum(const Call& call);
void runSumProducts(const Call& call);
void runPerChannel(const Call& call);
void runPad(const Call& call);
void runAdam(const Call& call);
void runDepthwise(const Call& call);
void runFir(const Call& call);

}  // namespace ganreg
