// Channel: one service that is told what happened. Its plan says what and when; here it is sent, one message
// after the other, with retries that end. A dead service harms nobody: its queue is bounded, and its trouble
// is told once until something is delivered again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "io/http/client.h"
#include "io/notify/plan.h"
#include "io/notify/render.h"

namespace swapguard::notify {

namespace asio = boost::asio;

struct ChannelOptions {
  std::string name;  // ops, slack
  Target target;
  Rules rules;
  Look look;
  Duration answer_within = seconds{10};
  std::size_t queue_max = 200;             // messages; over it the oldest news goes, counted
  std::chrono::milliseconds apart{1'100};  // Slack takes one a second
  double retry_scale = 1;                  // of the pauses between tries, for tests
};

struct ChannelCounts {
  std::uint64_t delivered = 0, failed = 0, dropped = 0;
};

struct ChannelTrouble {
  std::string channel;
  std::string last;   // `HTTP 503`, `cannot be reached: …`
  bool gone = false;  // it is not tried again until the configuration is read again
};

struct ChannelDoors {
  http::Client& client;
  std::function<Instant()> now;
  std::function<std::chrono::nanoseconds(Instant)> wait_until;  // by the wall clock
  std::function<void(const std::string& message, bool delivered)> ended;
  std::function<void(const ChannelTrouble&)> trouble;
};

// Loop thread only. What the doors refer to must outlive it; after it has gone nothing of it is called.
class Channel {
 public:
  Channel(asio::io_context& loop, ChannelOptions options, ChannelDoors doors);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // After a start, before anything is put: the last day's entries, oldest first, and the messages that ended.
  void catch_up(const std::vector<guard::JournalEntry>& entries, const std::set<std::string>& ended);
  void put(const guard::JournalEntry& entry);

  const std::string& name() const;
  bool idle() const;  // nothing is under way but what has failed before
  ChannelCounts counts() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// What an answer, or that none came, is called in messages; without secrets.
std::string describe(const Result<http::Response, http::CallError>& answer);

}  // namespace swapguard::notify
