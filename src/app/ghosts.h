// Ghosts: the restarts there would have been under another limit, from the stored samples and by the same
// guard that decides live. Computed on a thread of its own, one at a time, so that neither the guard nor the
// history waits.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <string>
#include <vector>

#include "core/policy/policy.h"
#include "io/history/history.h"

namespace swapguard::app {

namespace asio = boost::asio;

struct Ghosts {
  struct Restart {
    Instant at;
    DynoName dyno;
    DynoId id;  // of the real generation's place then; after an imagined restart an imagined one
  };
  std::vector<Restart> restarts;  // by time
};

struct GhostWish {
  policy::AppPolicy policy;                    // as it is in force
  policy::Limit limit;                         // instead of its restart_at, for every type
  std::vector<history::StoredSample> samples;  // by time
};

// Pure. Requests are not stored dyno by dyno, so the guard does not wait for quiet moments here.
Ghosts ghosts_of(const GhostWish& wish);

// {"limit_percent":…,"restarts":[…],"as_it_was":…,"note":…}
std::string to_json(const Ghosts& ghosts, const policy::Limit& limit, int as_it_was);

// Loop thread only.
class GhostWriter {
 public:
  static constexpr std::size_t samples_most = 300'000;

  explicit GhostWriter(asio::io_context& loop) : loop_(loop) {}

  bool busy() const { return busy_; }
  // Not while busy.
  asio::awaitable<Ghosts> compute(GhostWish wish);

 private:
  asio::io_context& loop_;
  bool busy_ = false;
  asio::thread_pool thread_{1};
};

}  // namespace swapguard::app
