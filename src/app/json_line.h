// JsonLine: writes one JSON object in one line, keys in the order they were added. Writing only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace swapguard::app {

class JsonLine {
 public:
  JsonLine() : text_("{") {}

  JsonLine& add(std::string_view key, std::string_view value);
  JsonLine& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  JsonLine& add(std::string_view key, bool value);
  JsonLine& add(std::string_view key, std::int64_t value);
  JsonLine& add(std::string_view key, std::uint64_t value);
  JsonLine& add(std::string_view key, int value) { return add(key, std::int64_t{value}); }
  JsonLine& add(std::string_view key, double value);   // as few digits as keep it exact
  JsonLine& add(std::string_view key, Bytes value);    // megabytes, at most two decimals
  JsonLine& add(std::string_view key, Instant value);  // RFC 3339
  // Left out when there is nothing.
  template <class T>
  JsonLine& add(std::string_view key, const std::optional<T>& value) {
    return value ? add(key, *value) : *this;
  }
  JsonLine& add_raw(std::string_view key, std::string_view json);

  void clear() { text_ = "{"; }
  std::string text() const { return text_ + '}'; }

 private:
  void begin(std::string_view key);

  std::string text_;
};

// `text` between quotes and escaped; control characters and what is not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

}  // namespace swapguard::app
