// Exporter: sends our metrics each interval and our events a few seconds after they fell, over OTLP/HTTP. A
// receiver that is away costs nothing but the events that find no room.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "io/http/client.h"
#include "io/otlp/export_settings.h"
#include "io/otlp/message.h"

namespace swapguard::otlp {

namespace asio = boost::asio;

struct ExportCounts {
  std::uint64_t sent = 0;     // requests that were taken
  std::uint64_t failed = 0;   // that were not; those of events are tried again
  std::uint64_t dropped = 0;  // events that found no room, or that the receiver refused
};

// Loop thread only. Loop and client must outlive it.
class Exporter {
 public:
  static constexpr std::size_t waiting_most = 2048;  // events; over it the newest is dropped
  static constexpr std::size_t batch_most = 512;
  static constexpr Duration batch_every = seconds{2};

  struct Doors {
    asio::io_context& loop;
    http::Client& client;
    std::function<std::vector<ScopeMetrics>()> metrics;  // as they are now
    // At the first failure, and again after a success: a sentence free of secrets.
    std::function<void(const std::string&)> trouble;
  };

  Exporter(ExportSettings settings, Doors doors);
  ~Exporter();
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  void start();
  void take(LogRecord event);
  // Sends once more what there is, at the end. Takes as long as the time-out of a request at most, twice.
  asio::awaitable<void> finish();
  ExportCounts counts() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::otlp
