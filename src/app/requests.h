// RequestDesk: takes a request for a restart, by a webhook or a person. It is written durably first and told
// to the guard then: what was accepted is carried out once, whatever happens in between.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/guard/event.h"
#include "core/guard/requests.h"
#include "io/history/ledger.h"
#include "io/hooks/hooks.h"
#include "io/telemetry/problem.h"

namespace swapguard::app {

namespace asio = boost::asio;
using telemetry::Problem;

struct Accepted {
  std::string request;  // r-8f31c2d07a
  AppName app;
  std::vector<DynoName> dynos;  // those that are meant, in the order of their names
  std::string note;             // a sentence for people: what happens now
  bool repeated = false;        // the same delivery was accepted before
};

// Loop thread only.
class RequestDesk {
 public:
  struct Doors {
    history::Ledger& ledger;  // must outlive the desk
    // Before it is asked what is meant; may be empty.
    std::function<asio::awaitable<void>(AppName)> look;
    std::function<guard::Meant(const guard::Requested&)> meant;
    std::function<void(guard::Event)> tell;
    std::function<Instant()> now;
  };

  explicit RequestDesk(Doors doors);
  ~RequestDesk();  // answers under way are given without telling the guard: the history has the request
  RequestDesk(const RequestDesk&) = delete;
  RequestDesk& operator=(const RequestDesk&) = delete;

  // Of the wish `app`, `type`, `dynos` and `by` count; the rest is filled in. Refused with SG1801 (app not
  // guarded), SG1802 (no such type), SG1803 (too many open) or SG16xx (it could not be stored): then nothing
  // was done.
  asio::awaitable<Result<Accepted, Problem>> accept(guard::Requested wish, history::Delivery delivery = {});

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The same for a webhook, in the words of HTTP: 409 no such type, 429 too many, 503 not stored.
asio::awaitable<hooks::Taken> take_from_hook(RequestDesk& desk, guard::Requested wish,
                                             history::Delivery delivery);

}  // namespace swapguard::app
