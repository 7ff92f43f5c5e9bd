#include <fmt/format.h>

#include "io/web/icons.h"
#include "io/web/pages.h"

namespace swapguard::web {
namespace {

void step(Html& html, bool is_done, std::string_view name, const std::string& why,
          const std::string& command) {
  html.open("li", {{"class", is_done ? "item ok" : "item"}});
  html.add(icon(is_done ? Icon::ok : Icon::note)).open("h3").text(name);
  html.text(is_done ? " (done)" : " (open)").close();
  html.leaf("p", why);
  if (!is_done && !command.empty()) html.open("p").leaf("code", command).close();
  html.close();
}

// https://guard.example.com/logs/acme with the user's part of the address.
std::string drain_of(const std::string& address, const AppName& app) {
  const auto scheme = address.find("://");
  const std::string host = scheme == address.npos ? address : address.substr(scheme + 3);
  return fmt::format("https://swapguard:$SWAPGUARD_DRAIN_SECRET@{}/logs/{}", host,
                     http::url_encode(app.text));
}

void steps(Html& html, const api::AppPicture& app, const std::string& address) {
  const bool has_samples = app.last_sample.has_value();
  open_card(html, "setup-" + app.app.text, app.app.text);
  html.open("ol", {{"class", "items"}});
  step(html, true, "Guarded", "This swapguard knows the app.", "");
  if (app.input == "log drain") {
    step(
        html, has_samples, "The log comes here",
        "Heroku must send the app's log to this address. The variable holds the secret of this swapguard; on "
        "Heroku: heroku config:get SWAPGUARD_DRAIN_SECRET in its own app.",
        fmt::format("heroku drains:add \"{}\" -a {}", drain_of(address, app.app), app.app.text));
  } else {
    step(html, has_samples, "The log is read",
         "swapguard opens a log session with its token; nothing is to be done.", "");
  }
  step(html, has_samples, "Memory is told",
       "Heroku writes each dyno's memory to the log about every 20 s once this is switched on and the dynos "
       "were "
       "restarted.",
       "heroku labs:enable log-runtime-metrics -a " + app.app.text);
  step(html, app.armed, "Armed", "Until then everything is worked out and shown, and nothing is restarted.",
       "swapguard arm -a " + app.app.text);
  html.close().close();
}

}  // namespace

std::string setup_page(SetupPage page) {
  page.frame.title = "Setup";
  return web::page(page.frame, [&](Html& html) {
    html.leaf("h1", "Setup");
    for (const auto& app : page.frame.state->apps) steps(html, app, page.address);
  });
}

}  // namespace swapguard::web
