// Control: what people and their tools may ask of the running daemon and do to it, at `/api/v1/` on the local
// socket and the port. Composes the guard's view, the history and the guard's door; decides nothing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>

#include "app/console.h"
#include "app/reader.h"
#include "app/requests.h"
#include "core/guard/event.h"
#include "core/guard/view.h"
#include "io/api/access.h"
#include "io/api/events.h"
#include "io/api/peaks.h"
#include "io/api/routes.h"
#include "io/api/tally.h"
#include "io/config/settings.h"
#include "io/history/ledger.h"
#include "io/http/server.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Control {
 public:
  struct Doors {
    std::function<guard::View()> view;
    // Before the view is asked for: what is known of this app, or of all, is to be new.
    std::function<asio::awaitable<void>(AppName)> look;
    // The instance that guards the app; nothing: this one.
    std::function<std::optional<std::string>(const AppName&)> guarded_by;
    std::function<const config::Settings&()> settings;
    std::function<history::Ledger&()> ledger;
    std::function<Instant()> now;
    std::function<void(const guard::Event&)> step;
    // Takes a person's request for a restart; the failure says why not.
    std::function<asio::awaitable<Result<Accepted, Problem>>(guard::Requested)> request_restart;
    // Reads the configuration again, all or nothing. Empty: there is none.
    std::function<std::optional<Complaint>()> reload;
    // Whether the asker at the port has shown the password to the dashboard, or needs none. Empty: no.
    std::function<bool(const http::Request&)> known;
    // What pictures are made of.
    std::function<asio::awaitable<http::Answer>(api::AskedPicture, Reader)> picture;
    double time_scale = 1;
  };

  explicit Control(Doors doors) : doors_(std::move(doors)) {}

  // What is told from memory: each sample and entry as it falls, and what the history remembers of an app.
  void take(const history::StoredSample& sample);
  void take(const guard::JournalEntry& entry) { tally_.count(entry); }
  void remember(const std::vector<history::StoredEntry>& day);
  asio::awaitable<void> remember_peaks(AppName app);

  api::State state_now(const AppName& only, bool may_act) const;
  // What may be done is the caller's to know.
  asio::awaitable<http::Response> act(api::Asked asked) { return respond(std::move(asked), true); }
  // The state of one app (empty: all) as JSON.
  std::string state_json(const AppName& only, bool may_act) const;

  // `local`: it came over the local socket.
  asio::awaitable<http::Answer> answer(http::Request request, bool local);

 private:
  using Response = http::Response;
  asio::awaitable<Response> respond(api::Asked asked, bool may_act);
  asio::awaitable<Response> state(api::GetState asked, bool may_act);
  asio::awaitable<Response> events(api::GetEvents asked);
  asio::awaitable<Response> why(api::GetWhy asked);
  asio::awaitable<Response> pause(api::Pause asked);
  asio::awaitable<Response> resume(api::Resume asked);
  asio::awaitable<Response> restart(api::Restart asked);
  asio::awaitable<Response> reload(api::Reload);
  asio::awaitable<Response> set_paused(AppName app, bool paused, std::optional<Instant> until);

  std::string text_for(const api::GetWhy& asked, const api::Explanation& explanation) const;
  Result<std::vector<AppName>, api::Refusal> apps_meant(const AppName& app) const;
  Result<std::vector<DynoName>, api::Refusal> dynos_meant(const api::Restart& asked,
                                                          const AppName& app) const;

  Doors doors_;
  api::Peaks peaks_;
  api::Tally tally_;
  Instant next_forgetting_{};
};

}  // namespace swapguard::app
