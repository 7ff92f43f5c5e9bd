// Deadline: calls back when a time has run out that was neither moved nor lifted. Inside io/http only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "core/base/time.h"

namespace swapguard::http {

class Deadline {
 public:
  Deadline(boost::asio::io_context& loop, std::function<void()> expired);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline();

  void within(Duration span);
  void lift();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::http
