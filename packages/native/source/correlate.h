// Windows over an image times packed numbers.
#pragma once
#include "panels.h"
#include "windows.h"

namespace ganreg {

// Each window times the columns of `right`; the sums go to the window's pixel of `out`.
void correlate(const Windows& task, const Panels& right);

// out [taps · channels, columns] = sum over all windows of what a tap sees times the row of `right` that belongs to the window
void correlateOuter(const Windows& task, const Panels& right, float* out);

}  // namespace ganreg
