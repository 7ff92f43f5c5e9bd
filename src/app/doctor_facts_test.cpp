#include "app/doctor_facts.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

TEST(DrainAddress, IsReadFromTheUrl) {
  const auto address = drain_address("https://swapguard:s%40cret@guard.example.com:8443/logs/acme?x=1");
  EXPECT_EQ(address.origin, "https://guard.example.com:8443");
  EXPECT_EQ(address.host, "guard.example.com");
  EXPECT_EQ(address.path, "/logs/acme");
  EXPECT_EQ(address.password, "s@cret");
  EXPECT_EQ(drain_address("syslog+tls://logs.example.com:514").host, "logs.example.com");
  EXPECT_EQ(drain_address("https://token@logs.example.com/").password, "");
  EXPECT_EQ(drain_address("nonsense").host, "");
}

TEST(DrainAddress, IsOursByPathAndAddress) {
  const auto drain = drain_address("https://a:b@guard.example.com/logs/acme");
  EXPECT_TRUE(is_ours(drain, AppName("acme"), ""));
  EXPECT_TRUE(is_ours(drain, AppName("acme"), "https://guard.example.com/"));
  EXPECT_FALSE(is_ours(drain, AppName("acme"), "http://guard.example.com"));
  EXPECT_FALSE(is_ours(drain, AppName("acme-prod"), ""));
}

}  // namespace
}  // namespace swapguard::app
