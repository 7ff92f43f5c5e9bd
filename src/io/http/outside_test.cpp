#include "io/http/outside.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <cstring>

namespace swapguard::http {
namespace {

bool leads_out(const char* text) {
  sockaddr_storage storage{};
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, text, &v4) == 1) {
    sockaddr_in whole{};
    whole.sin_family = AF_INET;
    whole.sin_addr = v4;
    std::memcpy(&storage, &whole, sizeof whole);
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text, &v6), 1) << text;
    sockaddr_in6 whole{};
    whole.sin6_family = AF_INET6;
    whole.sin6_addr = v6;
    std::memcpy(&storage, &whole, sizeof whole);
  }
  return is_outside(*address);
}

TEST(Outside, RefusesThisMachineItsLinksAndMetadata) {
  for (const char* each : {"127.0.0.1",
                           "127.255.255.254",
                           "0.0.0.0",
                           "0.1.2.3",
                           "169.254.169.254",
                           "169.254.0.1",
                           "100.100.100.200",
                           "192.0.0.192",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "fd00:ec2::254",
                           "::ffff:127.0.0.1",
                           "::ffff:169.254.169.254",
                           "::127.0.0.1",
                           "64:ff9b::7f00:1",
                           "2002:7f00:1::",
                           "2002:a9fe:a9fe::1"}) {
    EXPECT_FALSE(leads_out(each)) << each;
  }
}

TEST(Outside, LetsTheInternetAndPrivateNetworksThrough) {
  for (const char* each :
       {"1.1.1.1", "10.0.0.1", "192.168.1.1", "172.16.0.9", "100.64.0.1", "126.255.255.255", "128.0.0.1",
        "169.253.0.1", "223.255.255.255", "2606:4700::1111", "fd00::1", "fe00::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:0a00:1::"}) {
    EXPECT_TRUE(leads_out(each)) << each;
  }
}

TEST(Outside, KnowsNoOtherFamily) {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_FALSE(is_outside(local));
}

}  // namespace
}  // namespace swapguard::http
