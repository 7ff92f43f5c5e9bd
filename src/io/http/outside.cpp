// The networks of RFC 6890 that lead to nobody else, and the metadata services that stand elsewhere.
#include "io/http/outside.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace swapguard::http {
namespace {

template <std::size_t size>
struct Network {
  std::array<std::uint8_t, size> octets;
  unsigned bits;
};

constexpr std::array v4_refused{
    Network<4>{{0, 0, 0, 0}, 8},           // this network: Linux takes it for this machine
    Network<4>{{127, 0, 0, 0}, 8},         // this machine
    Network<4>{{169, 254, 0, 0}, 16},      // its links; metadata of AWS, Google, Azure and others
    Network<4>{{100, 100, 100, 200}, 32},  // metadata of Alibaba
    Network<4>{{192, 0, 0, 0}, 24},        // protocol assignments; metadata of Oracle
    Network<4>{{224, 0, 0, 0}, 3},         // groups, reserved, broadcast
};
constexpr std::array v6_refused{
    Network<16>{{}, 127},           // none, and this machine
    Network<16>{{0xfe, 0x80}, 10},  // links
    Network<16>{{0xfe, 0xc0}, 10},  // sites, as it once was
    Network<16>{{0xff}, 8},         // groups
    Network<16>{{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128},  // metadata of AWS
};

// IPv6 addresses that lead to the IPv4 one which they hold at that octet.
struct Carrier {
  Network<16> network;
  std::size_t at;
};
constexpr std::array carriers{
    Carrier{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},  // mapped
    Carrier{{{}, 96}, 12},                                          // compatible
    Carrier{{{0, 0x64, 0xff, 0x9b}, 96}, 12},                       // NAT64
    Carrier{{{0x20, 0x02}, 16}, 2},                                 // 6to4
};

bool lies_in(std::span<const std::uint8_t> address, std::span<const std::uint8_t> network, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(network.begin(), network.begin() + static_cast<std::ptrdiff_t>(whole), address.begin())) {
    return false;
  }
  if (bits % 8 == 0) return true;
  const unsigned difference = static_cast<unsigned>(address[whole] ^ network[whole]);
  return difference >> (8 - bits % 8) == 0;
}

template <std::size_t size, class Networks>
bool is_in_one(const std::array<std::uint8_t, size>& address, const Networks& networks) {
  return std::ranges::any_of(networks,
                             [&](const auto& each) { return lies_in(address, each.octets, each.bits); });
}

}  // namespace

bool is_outside(const in_addr& address) {
  std::array<std::uint8_t, 4> octets{};
  std::memcpy(octets.data(), &address, octets.size());
  return !is_in_one(octets, v4_refused);
}

bool is_outside(const in6_addr& address) {
  std::array<std::uint8_t, 16> octets{};
  std::memcpy(octets.data(), &address, octets.size());
  if (is_in_one(octets, v6_refused)) return false;
  for (const Carrier& carrier : carriers) {
    if (!lies_in(octets, carrier.network.octets, carrier.network.bits)) continue;
    in_addr inner{};
    std::memcpy(&inner, octets.data() + carrier.at, sizeof inner);
    return is_outside(inner);
  }
  return true;
}

bool is_outside(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_outside(v4.sin_addr);
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return is_outside(v6.sin6_addr);
}

}  // namespace swapguard::http
