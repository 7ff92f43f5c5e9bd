#include "app/port_holder.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

// As Linux writes /proc/net/tcp; lines end in figures that differ from kernel to kernel.
constexpr std::string_view table =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 47000 1\n"
    "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 48211 1\n";

TEST(PortHolder, FindsTheSocketThatListens) {
  EXPECT_EQ(listening_inode(table, 8080), "48211");
  EXPECT_EQ(listening_inode(table, 8081), "");
  EXPECT_EQ(listening_inode("", 8080), "");
}

TEST(PortHolder, KnowsNobodyOnAPortThatIsFree) { EXPECT_FALSE(holder_of_port(0)); }

}  // namespace
}  // namespace swapguard::app
