// Request and Response: HTTP in our own words. No handler or test names Asio's sockets or curl.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.h"

namespace swapguard::http {

// Names compare without case; order and repeats are kept.
class Headers {
 public:
  void set(std::string_view name, std::string value);  // replaces all of that name
  void add(std::string_view name, std::string value);
  // The first of that name; empty when there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;  // GET, POST …
  std::string target;  // origin form, as received: /logs/acme?x=1
  Headers headers;
  std::string body;
  std::string peer;  // address of the other end, server side only

  std::string_view path() const;  // target before the `?`, still percent-encoded
  // One parameter of the query, decoded; empty when absent.
  std::string query(std::string_view name) const;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

// Percent-decoding of one path segment or query value. Broken escapes stay as they are.
std::string url_decode(std::string_view text, bool plus_is_space = false);
std::string url_encode(std::string_view text);  // for one path segment

// `Authorization: Basic …`; nothing when absent or broken.
struct Credentials {
  std::string user, password;
};
std::optional<Credentials> basic_credentials(const Headers& headers);
std::string basic_authorization(std::string_view user, std::string_view password);

// Takes the same time wherever the texts differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace swapguard::http
