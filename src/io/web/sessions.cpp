#include "io/web/sessions.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "core/base/check.h"

namespace swapguard::web {
namespace {

constexpr std::string_view cookie_name = "swapguard";

}  // namespace

std::string Sessions::begin(Instant now) {
  std::array<unsigned char, 32> bytes{};
  CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  std::erase_if(sessions_, [&](const Session& each) { return each.until <= now; });
  if (sessions_.size() >= most) sessions_.pop_front();
  sessions_.push_back({token, now + lasting});
  return token;
}

bool Sessions::has(std::string_view token, Instant now) const {
  bool found = false;
  for (const auto& each : sessions_) {
    const bool is_it = http::equal_in_constant_time(each.token, token) && now < each.until;
    found = found || is_it;
  }
  return found;
}

void Sessions::end(std::string_view token) {
  std::erase_if(sessions_, [&](const Session& each) { return each.token == token; });
}

void Sessions::password_is(const std::string& password) {
  if (password == password_) return;
  password_ = password;
  sessions_.clear();
}

std::string token_of(const http::Headers& headers) {
  std::string_view rest = headers.get("Cookie");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == cookie_name)
      return std::string(pair.substr(equals + 1));
  }
  return {};
}

std::string cookie_for(std::string_view token, bool secure) {
  const auto seconds_left = token.empty() ? 0 : std::chrono::floor<seconds>(Sessions::lasting).count();
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", cookie_name, token,
                     seconds_left, secure ? "; Secure" : "");
}

}  // namespace swapguard::web
