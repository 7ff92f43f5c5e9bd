#include "core/logplex/line_stream.h"

#include <algorithm>

namespace swapguard::logplex {
namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr char keep_alive = '\0';

}  // namespace

void LineStream::feed(std::string_view chunk, const Line& line) {
  // Looked for once a chunk: hardly any has one, and then no line needs to be searched for it.
  const bool has_nul = chunk.find(keep_alive) != std::string_view::npos;
  while (!chunk.empty()) {
    const auto newline = chunk.find('\n');
    const auto piece = chunk.substr(0, newline);
    const bool whole = newline != std::string_view::npos;
    chunk.remove_prefix(whole ? newline + 1 : chunk.size());
    if (whole && !dropping_ && remainder_.empty() &&
        (!has_nul || piece.find(keep_alive) == std::string_view::npos)) {
      take_line(piece, line);
      continue;
    }
    keep(piece);
    if (whole) finish(line);
  }
}

void LineStream::finish(const Line& line) {
  if (dropping_) {
    ++oversize_;
  } else {
    take_line(remainder_, line);
  }
  dropping_ = false;
  remainder_.clear();
}

void LineStream::keep(std::string_view piece) {
  const auto nuls = std::count(piece.begin(), piece.end(), keep_alive);
  keep_alives_ += static_cast<std::uint64_t>(nuls);
  if (dropping_) return;
  const auto letters = piece.size() - static_cast<std::size_t>(nuls);
  if (remainder_.size() + letters > longest_line + 1) {  // 1: a carriage return is not counted
    dropping_ = true;
    remainder_.clear();
    return;
  }
  std::copy_if(piece.begin(), piece.end(), std::back_inserter(remainder_),
               [](char letter) { return letter != keep_alive; });
}

void LineStream::take_line(std::string_view raw, const Line& line) {
  if (raw.ends_with('\r')) raw.remove_suffix(1);
  if (raw.size() > longest_line) {
    ++oversize_;
    return;
  }
  if (format_ == Format::sse) {
    if (raw.starts_with(':')) ++keep_alives_;
    if (!raw.starts_with("data:")) return;
    raw.remove_prefix(5);
    if (raw.starts_with(' ')) raw.remove_prefix(1);
  }
  if (!raw.empty()) line(raw);
}

}  // namespace swapguard::logplex
