// Live: the clients of `/api/v1/stream`. Each gets what the journal holds after the entry it saw last, then
// entries, samples and states as they come. What several get is rendered once. Bounded: so many clients, and
// each has at most 1 MiB waiting (http::Stream); who is slower than that is let go and may come back.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/reader.h"
#include "io/api/routes.h"
#include "io/history/history.h"
#include "io/http/server.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Live {
 public:
  static constexpr int clients_most = 64;
  // A client that was away longer than this many entries gets the newest of them.
  static constexpr std::int64_t resumed_most = 1000;

  struct Doors {
    asio::io_context& loop;
    std::function<asio::awaitable<Result<std::vector<history::StoredEntry>, history::StorageError>>(
        history::JournalQuery)>
        journal;
    // The state of one app (empty: all) as JSON.
    std::function<std::string(const AppName&, bool may_act)> state;
    std::function<Instant()> now;
    // Another instance guards the app (empty: any app). May be empty: there is none.
    std::function<bool(const AppName&)> is_elsewhere = {};
  };

  explicit Live(Doors doors);
  ~Live();  // stops
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  // 503 with Retry-After where there are as many as there may be.
  http::Answer connect(const api::GetStream& asked, Reader reader);

  void take(const history::StoredSample& sample);
  // The entry is on its way to the journal; the clients get it with its number once it is there.
  void take(const guard::JournalEntry& entry);

  // Ends all streams in good order.
  void stop();
  int clients() const;

 private:
  struct Self;
  std::shared_ptr<Self> self_;
};

}  // namespace swapguard::app
