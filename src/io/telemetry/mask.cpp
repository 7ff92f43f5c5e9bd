#include "io/telemetry/mask.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace swapguard::telemetry {
namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::size_t long_enough_to_show_its_end = 16;

bool is_hex(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
         (letter >= 'A' && letter <= 'F');
}

bool is_alphanumeric(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z');
}

bool is_token(char letter) {
  return is_alphanumeric(letter) || std::string_view{"-_.~+/="}.find(letter) != std::string_view::npos;
}

bool ends_url(char letter) {
  return static_cast<unsigned char>(letter) <= ' ' ||
         std::string_view{"\"'<>`\\"}.find(letter) != std::string_view::npos;
}

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

bool begins_with(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  for (std::size_t i = 0; i < lower_case.size(); ++i) {
    if (lower(text[i]) != lower_case[i]) return false;
  }
  return true;
}

template <class Predicate>
std::size_t length_while(std::string_view text, Predicate holds) {
  std::size_t length = 0;
  while (length < text.size() && holds(text[length])) ++length;
  return length;
}

std::string shortened(std::string_view secret) {
  std::string shown{ellipsis};
  if (secret.size() >= long_enough_to_show_its_end) shown += secret.substr(secret.size() - 4);
  return shown;
}

// Each of these looks at the front of `text`: when a secret begins there it writes what may be shown to `out`
// and gives the length that it stands for; 0: no secret of this sort.
using Masker = std::size_t (*)(std::string_view text, std::string& out);

std::size_t mask_api_key(std::string_view text, std::string& out) {
  if (!begins_with(text, "hrku-")) return 0;
  const std::size_t length = length_while(
      text, [](char letter) { return is_alphanumeric(letter) || letter == '-' || letter == '_'; });
  out += shortened(text.substr(0, length));
  return length;
}

std::size_t mask_authorization(std::string_view text, std::string& out) {
  for (const std::string_view scheme : {"bearer ", "basic "}) {
    if (!begins_with(text, scheme)) continue;
    const std::size_t length = length_while(text.substr(scheme.size()), is_token);
    if (length < 6) return 0;  // a word of a sentence
    out += text.substr(0, scheme.size());
    out += shortened(text.substr(scheme.size(), length));
    return scheme.size() + length;
  }
  return 0;
}

std::size_t mask_drain_token(std::string_view text, std::string& out) {
  constexpr std::size_t uuid = 36;
  if (!begins_with(text, "d.") || text.size() < 2 + uuid) return 0;
  for (std::size_t i = 0; i < uuid; ++i) {
    const char letter = text[2 + i];
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? letter != '-' : !is_hex(letter)) return 0;
  }
  out += "d.";
  out += shortened(text.substr(2, uuid));
  return 2 + uuid;
}

std::size_t mask_query(std::string_view text, std::string& out) {
  if (text[0] != '?' && text[0] != '&') return 0;
  for (const std::string_view name :
       {"key=", "token=", "secret=", "password=", "api_key=", "access_token=", "srv="}) {
    if (!begins_with(text.substr(1), name)) continue;
    const std::size_t head = 1 + name.size();
    const std::size_t length =
        length_while(text.substr(head), [](char letter) { return !ends_url(letter) && letter != '&'; });
    out += text.substr(0, head);
    out += ellipsis;
    return head + length;
  }
  return 0;
}

// Hosts that serve log sessions: their path and query are the secret.
bool serves_log_sessions(std::string_view host) {
  for (const std::string_view known :
       {"logplex.heroku.com", "logs.heroku.com", "logs-api.heroku.com", "logplex.com", "logplex.io"}) {
    if (host.ends_with(known)) return true;
  }
  return false;
}

bool has_session_path(std::string_view path) {
  return path.starts_with("/sessions/") || path.starts_with("/stream") || path.starts_with("/log-sessions/");
}

// Where the user information of `url` ends: the position of its `@`. A password may hold a raw `@` or `/`:
// what stands behind the first `:` and is no port belongs to it.
std::size_t end_of_user(std::string_view url) {
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) return at;
  const std::size_t colon = authority.find(':');
  const bool is_port = authority.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return colon == std::string_view::npos || is_port ? std::string_view::npos : url.rfind('@');
}

std::size_t mask_url(std::string_view text, std::string& out) {
  if (!text.starts_with("://")) return 0;
  const std::string_view whole =
      text.substr(3, length_while(text.substr(3), [](char letter) { return !ends_url(letter); }));
  const std::size_t at = end_of_user(whole);
  const std::string_view url = at == std::string_view::npos ? whole : whole.substr(at + 1);
  const std::size_t path = std::min(url.find_first_of("/?#"), url.size());
  const std::string_view host = url.substr(0, std::min(url.find(':'), path));
  const bool session = path < url.size() && (serves_log_sessions(host) || has_session_path(url.substr(path)));
  if (at == std::string_view::npos && !session) return 0;
  out += at == std::string_view::npos ? "://" : "://…@";
  out += url.substr(0, path);
  if (session) out += "/…";
  return 3 + (session ? whole.size() : whole.size() - (url.size() - path));
}

constexpr std::array<Masker, 5> maskers{mask_api_key, mask_authorization, mask_drain_token, mask_query,
                                        mask_url};

}  // namespace

std::string mask(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool inside_word = false;  // `d.` and `Basic` count at the beginning of a word only
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const Masker masker : maskers) {
      if (inside_word && is_alphanumeric(text[0])) break;
      taken = masker(text, out);
      if (taken > 0) break;
    }
    if (taken == 0) {
      out += text[0];
      taken = 1;
    }
    inside_word = is_alphanumeric(text[taken - 1]);
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace swapguard::telemetry
