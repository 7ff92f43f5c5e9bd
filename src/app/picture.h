// Picture: what charts are made of, at `/api/v1/`: series, the stream, ghosts, and the description of the
// API. Also counts an app's requests by the minute for them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>

#include "app/ghosts.h"
#include "app/live.h"
#include "core/guard/view.h"
#include "core/learn/response_minutes.h"
#include "io/api/series.h"
#include "io/config/settings.h"
#include "io/history/ledger.h"

namespace swapguard::app {

// Loop thread only.
class Picture {
 public:
  struct Doors {
    asio::io_context& loop;
    std::function<guard::View()> view;
    // As Guard::outlook.
    std::function<std::vector<guard::OutlookPoint>(const AppName&, const DynoName&, const DynoId&, Duration)>
        outlook;
    std::function<const config::Settings&()> settings;
    std::function<history::Ledger&()> ledger;
    std::function<Instant()> now;
    std::function<std::string(const AppName&, bool may_act)> state;  // as JSON
    std::function<bool(const AppName&)> is_elsewhere = {};           // as Live's
  };

  explicit Picture(Doors doors);

  asio::awaitable<http::Answer> answer(api::AskedPicture asked, Reader reader);
  asio::awaitable<Result<api::Series, api::Refusal>> series(api::GetSeries asked);

  void take(const AppName& app, const observe::Observation& line, Instant now);
  void take(const history::StoredSample& sample);
  void take(const guard::JournalEntry& entry) { live_.take(entry); }

  // Ends the streams and hands out what was counted.
  void stop();

 private:
  asio::awaitable<http::Answer> respond(api::GetSeries asked);
  asio::awaitable<http::Answer> respond(api::GetGhosts asked);
  std::size_t samples_in(const AppName& app, const api::TimeRange& range) const;
  std::optional<api::Refusal> unknown(const AppName& app) const;
  void store(const AppName& app, const std::vector<learn::ResponsesOfMinute>& minutes);

  Doors doors_;
  Live live_;
  GhostWriter ghosts_;
  std::map<AppName, learn::ResponseMinutes> responses_;
};

}  // namespace swapguard::app
