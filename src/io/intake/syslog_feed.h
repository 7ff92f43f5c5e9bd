// SyslogFeed: the bytes of one syslog connection, cut anywhere → messages. Octet counting (`187 <134>1 …`),
// as Logplex sends, and lines (`<134>1 …` up to a newline), as relays do: RFC 6587, told apart message by
// message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace swapguard::intake {

class SyslogFeed {
 public:
  // A message without its final newline. After damage none is trusted until the connection is a new one: they
  // may be shown but never restart anything. False: read no further.
  using Take = std::function<bool(std::string_view message, bool trusted)>;

  // False once `take` said so; then the rest is dropped.
  bool feed(std::string_view chunk, const Take& take);

  std::uint64_t damaged() const { return damaged_; }    // times a count was wrong
  std::uint64_t oversize() const { return oversize_; }  // lines dropped for their length
  std::size_t held() const { return held_.size(); }     // bytes of a message that is not whole; bounded

 private:
  enum class Step { taken, needs_more, stopped };
  Step next(std::string_view& rest, const Take& take);
  Step counted(std::string_view& rest, const Take& take);
  Step line(std::string_view& rest, const Take& take);
  Step search(std::string_view& rest);

  std::string held_;
  bool searching_ = false;  // for the next line that begins as a message
  bool trusted_ = true;
  std::uint64_t damaged_ = 0, oversize_ = 0;
};

// The third field: the drain's token in what Logplex sends. Empty where there is none.
std::string_view host_of(std::string_view message);

}  // namespace swapguard::intake
