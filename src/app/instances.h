// Instances: this one's part among several that share a history. It says that it is alive, takes over the
// apps that are its to guard, lets go of those that are not, and hands on what it gets of the others'. What
// is safe is decided in the history (docs/decisions/0010-leases.md); this decides what is convenient.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/guard/event.h"
#include "io/history/ledger.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Instances {
 public:
  struct Doors {
    asio::io_context& loop;
    history::Ledger& ledger;
    std::function<std::vector<AppName>()> apps;  // that this instance can guard
    // Guard it from here on, with all the history knows of it. False: it could not be read; asked again.
    std::function<asio::awaitable<bool>(AppName)> adopt;
    std::function<void(const AppName&, const std::string& by)> disown;  // `by`: who has it now, may be empty
    std::function<bool(const AppName&)> may_give;                       // nothing is under way
    std::function<void(const guard::Event&)> take;                      // what another instance handed over
    double time_scale = 1;                                              // of a rehearsal
  };

  Instances(Doors doors, std::string id, std::string name);
  ~Instances();
  Instances(const Instances&) = delete;
  Instances& operator=(const Instances&) = delete;

  void start();
  bool guards(const AppName& app) const;
  // Who guards it, as far as is known; empty: nobody yet.
  std::string guarded_by(const AppName& app) const;
  // For whoever guards it. Bounded: the oldest go first.
  void hand(const AppName& app, std::string body);
  std::uint64_t dropped() const;
  // Hands over what it has; takes nothing more. The leases are freed by the ledger's stop().
  asio::awaitable<void> end();

 private:
  struct Self;
  std::shared_ptr<Self> self_;
};

// New at each start.
std::string fresh_instance_id();
// What people call this one: DYNO as Heroku sets it, else host and process id.
std::string instance_name();

}  // namespace swapguard::app
