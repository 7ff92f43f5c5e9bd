#include "app/readiness.h"

#include "app/json_line.h"

namespace swapguard::app {

Readiness readiness(const guard::View& view, const std::optional<std::string>& storage_trouble, Instant now) {
  Readiness result;
  JsonLine checks;
  for (const auto& app : view.apps) {
    JsonLine check;
    check.add("status", app.blind ? "fail" : "ok");
    if (app.blind) check.add("reason", *app.blind);
    if (app.last_sample > Instant{}) {
      check.add("age_s", std::chrono::duration_cast<seconds>(now - app.last_sample).count());
    }
    checks.add_raw(app.app.text + ":samples", check.text());
    result.ready = result.ready && !app.blind;
  }
  JsonLine storage;
  storage.add("status", storage_trouble ? "fail" : "ok");
  if (storage_trouble) storage.add("reason", *storage_trouble);
  checks.add_raw("storage", storage.text());
  result.ready = result.ready && !storage_trouble;
  result.body =
      JsonLine().add("status", result.ready ? "ok" : "fail").add_raw("checks", checks.text()).text();
  return result;
}

http::Response to_response(const Readiness& state) {
  http::Response response{.status = state.ready ? 200 : 503, .body = state.body + "\n"};
  response.headers.set("Content-Type", "application/json");
  return response;
}

}  // namespace swapguard::app
