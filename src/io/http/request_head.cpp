// RFC 9112 as a server that meets hostile peers reads it.
#include "io/http/request_head.h"

#include <algorithm>
#include <array>
#include <limits>

namespace swapguard::http {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

constexpr std::array<bool, 256> letters_of_a_token() {
  std::array<bool, 256> is{};
  for (char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) {
    is[static_cast<unsigned char>(c)] = true;
  }
  return is;
}

constexpr std::array<bool, 256> token_letter = letters_of_a_token();

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return token_letter[c]; });
}

bool is_value(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return (c >= 0x20 && c != 0x7F) || c == '\t'; });
}

bool is_target(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Up to the mark, and the mark taken off what is left.
std::string_view cut(std::string_view& rest, std::string_view mark) {
  const std::string_view piece = rest.substr(0, rest.find(mark));
  rest.remove_prefix(std::min(rest.size(), piece.size() + mark.size()));
  return piece;
}

Refusal malformed(std::string text = "this is not a valid HTTP request") { return {400, std::move(text)}; }

// Origin form of `http://host/path`, which a server has to accept too. Empty: it is no target of ours.
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/') || target == "*") return target;
  if (!target.starts_with("http://") && !target.starts_with("https://")) return {};
  const std::size_t slash = target.find('/', target.find("//") + 2);
  return slash == target.npos ? std::string_view("/") : target.substr(slash);
}

std::optional<Refusal> read_request_line(std::string_view line, RequestHead& head) {
  head.method = cut(line, " ");
  const std::string_view target = cut(line, " ");
  if (!is_token(head.method) || head.method.size() > 32 || !is_target(target)) return malformed();
  if (target.size() > target_limit) return Refusal{414, "the target is too long"};
  const bool is_http = line.size() == 8 && line.starts_with("HTTP/") && line[6] == '.' && line[5] >= '0' &&
                       line[5] <= '9' && line[7] >= '0' && line[7] <= '9';
  if (!is_http) return malformed();
  if (line != "HTTP/1.1" && line != "HTTP/1.0") return Refusal{505, "this server speaks HTTP/1.1"};
  head.is_1_1 = line == "HTTP/1.1";
  head.keep_alive = head.is_1_1;
  head.target = origin_form(target);
  if (head.target.empty()) return malformed("this is no target of this server");
  return std::nullopt;
}

std::optional<Refusal> read_length(std::string_view value, RequestHead& head) {
  if (head.length) return malformed("Content-Length is there twice");
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value.empty() || !std::ranges::all_of(value, is_digit)) return malformed("Content-Length is no number");
  std::uint64_t length = 0;
  for (const char c : value.substr(0, 18)) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  head.length = value.size() > 18 ? std::numeric_limits<std::uint64_t>::max() : length;
  return std::nullopt;
}

std::optional<Refusal> read_coding(std::string_view value, RequestHead& head) {
  if (head.chunked) return malformed("Transfer-Encoding is there twice");
  if (!head.is_1_1) return malformed("HTTP/1.0 knows no Transfer-Encoding");
  if (!same(value, "chunked")) return Refusal{501, "only chunked transfer is understood"};
  head.chunked = true;
  return std::nullopt;
}

void read_connection(std::string_view value, RequestHead& head) {
  while (!value.empty()) {
    const std::string_view option = trimmed(cut(value, ","));
    if (same(option, "close")) head.keep_alive = false;
    if (same(option, "keep-alive") && !head.is_1_1) head.keep_alive = true;
  }
}

// What a field means for the framing and the connection.
std::optional<Refusal> heed(std::string_view name, std::string_view value, RequestHead& head, int& hosts) {
  if (same(name, "Content-Length")) return read_length(value, head);
  if (same(name, "Transfer-Encoding")) return read_coding(value, head);
  if (same(name, "Connection")) read_connection(value, head);
  if (same(name, "Host") && ++hosts > 1) return malformed("the Host header is there twice");
  if (!same(name, "Expect")) return std::nullopt;
  if (!same(value, "100-continue")) return Refusal{417, "nothing but 100-continue can be expected"};
  head.wants_continue = head.is_1_1;
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> end_of_head(std::string_view bytes, std::size_t seen) {
  const std::size_t from = seen < head_end.size() ? 0 : seen - head_end.size() + 1;
  const std::size_t found = bytes.find(head_end, from);
  if (found == bytes.npos) return std::nullopt;
  return found + head_end.size();
}

bool is_hopeless(std::string_view beginning) {
  return !beginning.empty() && !token_letter[static_cast<unsigned char>(beginning.front())];
}

Result<RequestHead, Refusal> parse_head(std::string_view head) {
  RequestHead read;
  head.remove_suffix(line_end.size());
  if (const auto bad = read_request_line(cut(head, line_end), read)) return failure(*bad);
  int hosts = 0;
  read.fields.reserve(16);
  while (!head.empty()) {
    const std::string_view line = cut(head, line_end);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) return failure(malformed());
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_value(value)) return failure(malformed());
    if (read.fields.size() == fields_limit) return failure(Refusal{431, "there are too many header fields"});
    read.fields.emplace_back(name, value);
    if (const auto bad = heed(name, value, read, hosts)) return failure(*bad);
  }
  if (read.length && read.chunked) return failure(malformed("Content-Length and Transfer-Encoding"));
  if (read.is_1_1 && hosts == 0) return failure(malformed("the Host header is missing"));
  return read;
}

}  // namespace swapguard::http
