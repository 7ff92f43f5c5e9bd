// The Platform API as far as a guard asks it, from the model; the fields that io/heroku reads, as the
// official schema writes them.
#include <fmt/format.h>

#include <charconv>

#include "sim/worlds/wire.h"

namespace swapguard::worlds {
namespace {

std::string dynos_json(const sim::App& app) {
  std::string all;
  for (const guard::PlatformDyno& dyno : app.dynos()) {
    all += fmt::format(
        R"({}{{"name":"{}","id":"{}","state":"{}","size":"{}","type":"{}","release":{{"version":{}}},)"
        R"("created_at":"{}","updated_at":"{}"}})",
        all.empty() ? "" : ",", dyno.name.text, dyno.id.text(), to_text(dyno.state), dyno.size,
        dyno.name.type().text, dyno.release, format_rfc3339(std::chrono::floor<seconds>(dyno.created_at)),
        format_rfc3339(std::chrono::floor<seconds>(dyno.updated_at)));
  }
  return "[" + all + "]";
}

std::string formation_json(const sim::App& app) {
  std::string all;
  for (const sim::Formation& entry : app.state().formation) {
    all += fmt::format(R"({}{{"type":"{}","quantity":{},"dyno_size":{{"name":"{}"}},"command":"web"}})",
                       all.empty() ? "" : ",", entry.spec.type.text, entry.spec.quantity, entry.spec.size);
  }
  return "[" + all + "]";
}

// `{"lines":100,…}`
int lines_of(std::string_view body) {
  constexpr std::string_view key = "\"lines\":";
  const auto at = body.find(key);
  int lines = 0;
  if (at != body.npos) std::from_chars(body.data() + at + key.size(), body.data() + body.size(), lines);
  return lines;
}

}  // namespace

http::Response answer_of(Scene& scene, const http::Call& call, DynoId& hit) {
  sim::App& app = scene.dynos();
  http::Response response;
  response.headers.set("Request-Id", "request");
  if (call.method == "DELETE") {
    const auto restarted = app.restart(call.url.substr(call.url.rfind('/') + 1));
    if (restarted) hit = *restarted;
    response.status = restarted ? 202 : 404;
    response.body = "{}";
  } else if (call.url.ends_with("/dynos")) {
    response.body = dynos_json(app);
  } else if (call.url.ends_with("/formation")) {
    response.body = formation_json(app);
  } else if (call.url.ends_with("/log-sessions")) {
    response.status = 201;
    response.body =
        fmt::format(R"({{"logplex_url":"https://log.example/stream?lines={}"}})", lines_of(call.body));
  } else if (call.url.ends_with("/features/preboot")) {
    response.body = fmt::format(R"({{"name":"preboot","enabled":{}}})", app.state().enabled("preboot"));
  } else {
    response.status = 404;
    response.body = R"({"id":"not_found","message":"There is no such thing."})";
  }
  return response;
}

}  // namespace swapguard::worlds
