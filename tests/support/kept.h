// Kept: what is left of a thing after it was kept and read again (archive.h).
#pragma once

#include <gtest/gtest.h>

#include "core/base/archive.h"

namespace swapguard::support {

template <class T>
T kept(const T& thing) {
  ArchiveWriter writer;
  writer(thing);
  const std::string text = writer.take();
  ArchiveReader reader(text);
  T again;
  reader(again);
  EXPECT_TRUE(reader.good());
  return again;
}

}  // namespace swapguard::support
