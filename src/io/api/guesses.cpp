#include "io/api/guesses.h"

#include <boost/asio/ip/address.hpp>
#include <string_view>

namespace swapguard::api {
namespace {

// Whoever has one address of IPv6 has 2^64 of them: all that share the first half count as one.
std::string network_of(const std::string& peer) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(peer, error);
  if (error || !address.is_v6() || address.to_v6().is_v4_mapped()) return peer;
  const auto octets = address.to_v6().to_bytes();
  return {octets.begin(), octets.begin() + 8};
}

}  // namespace

void Guesses::forget(Instant now) {
  while (!wrong_.empty() && (wrong_.front().first + within <= now || wrong_.size() > known_most)) {
    const auto found = of_network_.find(wrong_.front().second);
    if (--found->second == 0) of_network_.erase(found);
    wrong_.pop_front();
  }
}

bool Guesses::must_wait(const std::string& peer, Instant now) {
  forget(now);
  const auto found = of_network_.find(network_of(peer));
  return found != of_network_.end() && found->second >= of_address_most;
}

Duration Guesses::delay(Instant now) {
  forget(now);
  return wrong_.size() >= many ? late : Duration{0};
}

bool Guesses::note_wrong(const std::string& peer, Instant now) {
  std::string network = network_of(peer);
  ++of_network_[network];
  wrong_.emplace_back(now, std::move(network));
  ++untold_;
  forget(now);
  if (told_at_ != Instant{} && now < told_at_ + within) return false;
  told_at_ = now;
  return true;
}

}  // namespace swapguard::api
