// JsonObject: writes one JSON object with the keys in their order. Inside io/api only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace swapguard::api {

std::string json_string(std::string_view text);
// As few digits as `decimals` after the point need; `null` for what is not finite.
std::string json_number(double value, int decimals);

class JsonObject {
 public:
  JsonObject& raw(std::string_view key, std::string_view json);
  JsonObject& text(std::string_view key, std::string_view value) { return raw(key, json_string(value)); }
  JsonObject& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  JsonObject& whole(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
  JsonObject& number(std::string_view key, double value, int decimals) {
    return raw(key, json_number(value, decimals));
  }
  JsonObject& size(std::string_view key, Bytes value) { return number(key, value.to_megabytes(), 2); }
  JsonObject& span(std::string_view key, Duration value) { return number(key, to_seconds(value), 3); }
  JsonObject& instant(std::string_view key, Instant value) { return text(key, format_rfc3339(value)); }

  std::string take() { return std::move(text_) + '}'; }

 private:
  std::string text_ = "{";
};

}  // namespace swapguard::api
