// Size lines end with CRLF, sizes are 1 to 15 hexadecimal digits, extensions and trailers are read over.
#include "io/http/chunks.h"

#include <algorithm>

namespace swapguard::http {
namespace {

constexpr std::size_t line_limit = 4096;  // of a size with its extensions, or of a trailer field
constexpr std::size_t overhead_floor = 64u << 10;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Refusal malformed() { return {400, "the chunks of the body are not valid"}; }

bool is_text(std::string_view line) {
  return std::ranges::all_of(line, [](unsigned char c) { return (c >= 0x20 && c != 0x7F) || c == '\t'; });
}

}  // namespace

std::optional<Refusal> Chunks::read_size(std::string_view line, std::size_t body_size) {
  std::size_t size = 0;
  std::size_t digits = 0;
  while (digits < line.size() && hex_digit(line[digits]) >= 0) {
    if (digits == 15) return Refusal{413, "the body is too large"};
    size = size * 16 + static_cast<std::size_t>(hex_digit(line[digits++]));
  }
  const std::string_view rest = line.substr(digits);
  if (digits == 0 || !(rest.empty() || rest.front() == ';') || !is_text(rest)) return malformed();
  if (size > limit_ - body_size) return Refusal{413, "the body is too large"};
  left_ = size;
  state_ = size == 0 ? State::trailer : State::data;
  return std::nullopt;
}

Result<std::size_t, Refusal> Chunks::take(std::string_view bytes, std::string& body) {
  const std::size_t all = bytes.size();
  while (!bytes.empty() && state_ != State::done) {
    if (state_ == State::data) {
      const std::string_view data = bytes.substr(0, left_);
      body.append(data);
      bytes.remove_prefix(data.size());
      left_ -= data.size();
      if (left_ == 0) state_ = State::data_end;
      continue;
    }
    const std::size_t newline = bytes.find('\n');
    if (newline == bytes.npos) {
      if (bytes.size() > line_limit) return failure(malformed());
      break;
    }
    if (newline == 0 || newline > line_limit || bytes[newline - 1] != '\r') return failure(malformed());
    const std::string_view line = bytes.substr(0, newline - 1);
    bytes.remove_prefix(newline + 1);
    overhead_ += newline + 1;
    if (overhead_ > overhead_floor + body.size()) return failure(malformed());
    if (state_ == State::data_end) {
      if (!line.empty()) return failure(malformed());
      state_ = State::size;
    } else if (state_ == State::trailer) {
      if (!is_text(line)) return failure(malformed());
      if (line.empty()) state_ = State::done;
    } else if (const auto bad = read_size(line, body.size())) {
      return failure(*bad);
    }
  }
  return all - bytes.size();
}

}  // namespace swapguard::http
