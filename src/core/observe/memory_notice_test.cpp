#include "core/observe/memory_notice.h"

#include <gtest/gtest.h>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

MemoryNotice notice(std::string_view text) {
  const auto what = read_memory_notice(text);
  EXPECT_TRUE(what) << text;
  return what ? std::get<MemoryNotice>(*what) : MemoryNotice{};
}

TEST(MemoryNotice, GivesMemoryAndQuota) {
  const auto now = notice("736M(143.8%)");
  EXPECT_EQ(now.memory, Bytes::megabytes(736));
  EXPECT_EQ(now.percent, 143.8);
  EXPECT_EQ(now.quota, Bytes::megabytes(512));
  EXPECT_EQ(notice("1029MB(201.0%)").quota, Bytes::megabytes(512));
  EXPECT_EQ(notice("1037M(101.3%)").quota, Bytes::megabytes(1024));
  EXPECT_EQ(notice("2600M(101.6%)").quota, Bytes::megabytes(2560));
  EXPECT_EQ(notice("14500M(101.1%)").quota, Bytes::megabytes(14 * 1024));
}

TEST(MemoryNotice, KeepsAQuotaThatIsNearNoKnownSize) {
  EXPECT_EQ(notice("700M(100.0%)").quota, Bytes::megabytes(700));
  EXPECT_EQ(notice("520M(100.0%)").quota, Bytes::megabytes(520));  // 1.6 % off
  EXPECT_EQ(notice("519M(100.0%)").quota, Bytes::megabytes(512));
}

TEST(MemoryNotice, RefusesBrokenNumbers) {
  for (const char* text : {"", "646", "646M", "646M(", "646M(126.2", "646M(126.2%", "646M(0%)", "646M(x%)",
                           "-1M(5%)", "646G(5%)", "646M(126.2%) x", "99999999M(1%)"}) {
    EXPECT_EQ(refusal(read_memory_notice(text)), Ignored::metric_malformed) << text;
  }
}

}  // namespace
}  // namespace swapguard::observe
