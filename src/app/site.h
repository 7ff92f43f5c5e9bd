// Site: the dashboard at `/` on the port: who may come in, which page is meant, what it needs of the guard
// and the history. The pages themselves are io/web's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/api/routes.h"
#include "io/api/series.h"
#include "io/api/state.h"
#include "io/config/settings.h"
#include "io/history/ledger.h"
#include "io/http/server.h"
#include "io/web/pages.h"
#include "io/web/sessions.h"
#include "io/web/site_path.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Site {
 public:
  using Response = http::Response;
  template <class T>
  using Asked = asio::awaitable<Result<T, api::Refusal>>;

  struct Doors {
    std::function<api::State(bool may_act)> state;
    // Before the state is asked for: what is known of this app, or of all, is to be new.
    std::function<asio::awaitable<void>(AppName)> look;
    std::function<const config::Settings&()> settings;
    std::function<history::Ledger&()> ledger;
    std::function<Asked<api::Series>(api::GetSeries)> series;
    // Does what a person asked for, as the API does.
    std::function<asio::awaitable<Response>(api::Asked)> act;
    // Why a dyno is left alone just now.
    std::function<std::string(const AppName&, const DynoName&)> not_due;
    // Before a password from that address is looked at: false when it may not be, for it gave too many wrong
    // ones. May wait while many come from everywhere.
    std::function<asio::awaitable<bool>(std::string peer)> may_guess;
    std::function<void(const std::string& peer)> guessed_wrong;
    // No password: on loopback only, for a demo.
    bool open = false;
  };

  explicit Site(Doors doors) : doors_(std::move(doors)) {}

  asio::awaitable<http::Answer> answer(http::Request request);
  // By its cookie, or because nobody needs a password: such a request may ask the API, too.
  bool has_session(const http::Request& request) const;
  bool knows(const http::Request& request) const;

 private:
  // One request to a page, with what every page needs.
  struct Visit {
    http::Request request;
    web::SitePath path;
    api::State state;
    web::Frame frame;
  };

  using Page = asio::awaitable<Response> (Site::*)(std::shared_ptr<Visit>);
  static Page page_of(web::Place place);

  std::optional<Response> refused(const http::Request& request, const web::SitePath& path) const;
  asio::awaitable<Response> log_in(std::shared_ptr<const http::Request> request);
  Response log_out(const http::Request& request);
  web::Frame frame_of(const Visit& visit) const;
  asio::awaitable<Response> visit(std::shared_ptr<Visit> visit);
  Response no_app(const Visit& visit) const;

  asio::awaitable<Response> app_page(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> apps_page(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> dyno_page(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> events_page(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> evidence_page(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> action(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> chart(std::shared_ptr<Visit> visit);
  asio::awaitable<Response> badge(std::shared_ptr<Visit> visit);

  // Empty where the history has trouble: the page says so, and shows what is known without it.
  asio::awaitable<std::vector<history::StoredEntry>> entries(history::JournalQuery query);
  // What the app's verdict is made of.
  asio::awaitable<std::vector<history::StoredEntry>> news_of(AppName app);
  asio::awaitable<api::Series> series(AppName app, Instant from, Instant to);
  std::optional<std::string> storage_trouble() const;

  Doors doors_;
  web::Sessions sessions_;
};

}  // namespace swapguard::app
