// Chunks: takes chunked transfer apart, as it comes. Pure and strict, like request_head.h. Inside io/http
// only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "io/http/request_head.h"

namespace swapguard::http {

class Chunks {
 public:
  // `limit` octets of body at most; over it: 413, as soon as a chunk announces them.
  explicit Chunks(std::size_t limit) : limit_(limit) {}

  // Takes what it can off the front of `bytes` and appends the body's octets. Answers how many octets it
  // took; what is left is either the beginning of a line, or belongs to the next request.
  Result<std::size_t, Refusal> take(std::string_view bytes, std::string& body);
  bool done() const { return state_ == State::done; }

 private:
  enum class State { size, data, data_end, trailer, done };
  std::optional<Refusal> read_size(std::string_view line, std::size_t body_size);

  std::size_t limit_;
  State state_ = State::size;
  std::size_t left_ = 0;      // of the chunk's data
  std::size_t overhead_ = 0;  // octets that were no data: a million chunks of one octet are no body
};

}  // namespace swapguard::http
