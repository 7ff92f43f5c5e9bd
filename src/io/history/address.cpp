#include "io/history/address.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace swapguard::history {
namespace {

using Words = std::map<std::string, std::string>;

constexpr std::string_view unreadable =
    "the address cannot be read; special characters in its password are written as %40 for @, %2F for /,"
    " %23 for #";

// Only what the address itself says.
Result<Words, std::string> parse(const std::string& url) {
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), &error), PQconninfoFree);
  if (error != nullptr) PQfreemem(error);
  if (!options) {
    // libpq's own words may hold a part of the password.
    return failure(std::string(unreadable));
  }
  Words words;
  for (const PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each) {
    if (each->val != nullptr) words[each->keyword] = each->val;
  }
  return words;
}

bool is_this_machine(const Words& words) {
  const auto found = words.find("host");
  const std::string host = found == words.end() ? "" : found->second;
  return host.empty() || host.front() == '/' || host == "localhost" || host.starts_with("127.") ||
         host == "::1";
}

std::string value_of(const Words& words, const std::string& name, const std::string& otherwise) {
  const auto found = words.find(name);
  return found == words.end() ? otherwise : found->second;
}

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

// A slash or an @ that stands as it is in a password moves parts of it to where they do not belong.
bool is_torn(const Words& words) {
  const std::string port = value_of(words, "port", "");
  return port.find_first_not_of("0123456789,") != std::string::npos ||
         value_of(words, "dbname", "").find_first_of("@/") != std::string::npos ||
         value_of(words, "host", "").find('@') != std::string::npos;
}

}  // namespace

Result<Address, std::string> read_address(const std::string& url) {
  auto words = parse(url);
  if (!words) return failure(words.error());
  if (is_torn(*words)) return failure(std::string(unreadable));
  constexpr std::array<std::pair<const char*, const char*>, 7> otherwise{{{"connect_timeout", "5"},
                                                                          {"application_name", "swapguard"},
                                                                          {"client_encoding", "UTF8"},
                                                                          {"keepalives_idle", "5"},
                                                                          {"keepalives_interval", "2"},
                                                                          {"keepalives_count", "3"},
                                                                          {"tcp_user_timeout", "10000"}}};
  for (const auto& [name, value] : otherwise) words->try_emplace(name, value);
  if (!is_this_machine(*words) && std::getenv("PGSSLMODE") == nullptr)
    words->try_emplace("sslmode", "require");
  Address address;
  for (const auto& [name, value] : *words) address.connection += name + "=" + quoted(value) + " ";
  address.shown = fmt::format("postgres://{}:{}/{}", value_of(*words, "host", "localhost"),
                              value_of(*words, "port", "5432"), value_of(*words, "dbname", ""));
  address.password = value_of(*words, "password", "");
  return address;
}

}  // namespace swapguard::history
