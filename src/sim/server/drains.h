// Drains: delivers the log to HTTP drains the way Logplex does: frames in batches, three tries with the same
// Frame-Id, bodies dropped on 4xx, a bounded buffer whose losses the next body reports as L10.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "io/http/client.h"
#include "sim/model/log_record.h"
#include "sim/model/random.h"
#include "sim/server/faults.h"

namespace swapguard::sim {

namespace asio = boost::asio;

struct Drain {
  std::string id;
  std::string token;  // d.<uuid>
  std::string url;
  AppName app;
  Instant created_at;

  std::deque<LogRecord> buffer;
  int lost = 0;  // messages since the last body that got through
  Instant lost_since{};
  Instant heard_at{};  // the last 2xx
  int delivered = 0;   // bodies
  bool busy = false;   // a delivery is under way
  bool removed = false;
  bool silent = false;  // trouble: nothing is delivered, nobody is asked
};
using DrainPtr = std::shared_ptr<Drain>;

class Drains {
 public:
  // `faults` must outlive this.
  Drains(asio::io_context& loop, const Faults& faults, std::uint64_t seed);

  DrainPtr add(const AppName& app, const std::string& url, Instant now);
  bool remove(const AppName& app, std::string_view id_token_or_url);
  DrainPtr find(const AppName& app, std::string_view id_token_or_url) const;
  std::vector<DrainPtr> of(const AppName& app) const;

  void publish(const LogRecord& record);
  // Starts deliveries where something waits.
  void flush(Instant now);
  // Trouble: so many of the messages that wait or come next are lost, in each drain.
  void lose(int messages, Instant now);
  void stop();  // ends all deliveries

 private:
  struct Batch {
    std::string body;
    int messages = 0;
    Instant newest{};
  };

  static asio::awaitable<void> deliver(http::Client* client, DrainPtr drain, Batch batch,
                                       std::string frame_id, int shown_count);
  Batch take_batch(Drain& drain, Instant now);
  static void lose_one(Drain& drain, Instant now);

  asio::io_context& loop_;
  const Faults& faults_;
  Random random_;
  std::unique_ptr<http::Client> client_;
  std::vector<DrainPtr> drains_;
  int frames_ = 0;
};

}  // namespace swapguard::sim
