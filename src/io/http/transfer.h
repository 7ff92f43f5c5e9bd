// Transfer: one request of the client while curl carries it. Courier thread only. Inside io/http only.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "io/http/client.h"

namespace swapguard::http {

// What the courier tells the loop. They are called on the courier thread and post what they are told.
struct TransferEvents {
  std::function<void(Result<Response, CallError>)> done;  // the whole call
  std::function<void(const Response&)> started;           // watch: status and headers
  std::function<bool(std::string_view)> data;             // watch: false when the loop is too far behind
};

class Transfer {
 public:
  using Clock = std::chrono::steady_clock;

  Transfer(Call call, TransferEvents events, bool watch);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  // A sentence when curl cannot take the call (it is not sent).
  std::string prepare();
  void* easy() const { return easy_; }
  // The end, with curl's code.
  void finish(int code);
  // The end from our side; whether it has been sent is looked up.
  void abandon(const std::string& reason);
  // A watch whose header has not come in time.
  bool overdue(Clock::time_point now) const { return watch_ && !started_ && now >= header_due_; }
  Clock::time_point header_due() const {
    return watch_ && !started_ ? header_due_ : Clock::time_point::max();
  }

 private:
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_data(char* bytes, std::size_t size, std::size_t count, void* self);
  void take_header(std::string_view line);
  bool take_data(std::string_view bytes);
  bool set_headers();
  void set_method();
  CallError::Kind kind(int code) const;

  struct List;
  Call call_;
  TransferEvents events_;
  bool watch_;
  void* easy_ = nullptr;
  std::unique_ptr<List> fields_;
  std::string error_;   // curl writes here
  std::string reason_;  // ours, where curl only knows that a callback refused
  Response response_;
  bool started_ = false;
  Clock::time_point header_due_;
};

}  // namespace swapguard::http
