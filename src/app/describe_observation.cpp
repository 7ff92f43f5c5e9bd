#include "app/describe_observation.h"

#include <fmt/format.h>

#include <array>

namespace swapguard::app {
namespace {

// In the order of LifecycleStep.
constexpr std::array<std::string_view, 8> steps = {"starting_process", "restarting", "cycling", "stopping",
                                                   "killed",           "exited",     "idling",  "unidling"};

struct Fields {
  JsonLine& json;

  void operator()(const observe::MemorySample& sample) const {
    json.add("id", sample.id.text()).add("total", sample.total).add("rss", sample.rss);
    json.add("cache", sample.cache).add("swap", sample.swap).add("quota", sample.quota);
    json.add("pages_in", sample.pages_in).add("pages_out", sample.pages_out);
  }
  void operator()(const observe::LoadSample& sample) const {
    json.add("id", sample.id.text()).add("load_1m", sample.load_1m);
    json.add("load_5m", sample.load_5m).add("load_15m", sample.load_15m);
  }
  void operator()(const observe::MemoryNotice& notice) const {
    json.add("memory", notice.memory).add("percent", notice.percent).add("quota", notice.quota);
  }
  void operator()(const observe::DynoError& error) const { json.add("code", fmt::format("R{}", error.code)); }
  void operator()(const observe::StateChange& change) const {
    json.add("from", to_text(change.from)).add("to", to_text(change.to));
  }
  void operator()(const observe::Lifecycle& lifecycle) const {
    json.add("step", steps[static_cast<std::size_t>(lifecycle.step)])
        .add("exit_status", lifecycle.exit_status);
  }
  void operator()(const observe::Request& request) const {
    json.add("status", request.status);
    if (request.connect) json.add("connect_s", to_seconds(*request.connect));
    if (request.service) json.add("service_s", to_seconds(*request.service));
    if (request.h_code != 0) json.add("code", fmt::format("H{}", request.h_code));
  }
  void operator()(const observe::Released& released) const { json.add("version", released.version); }
  void operator()(const observe::Deployed&) const {}
  void operator()(const observe::ConfigChanged&) const {}
  void operator()(const observe::Scaled& scaled) const {
    JsonLine types;
    for (const auto& type : scaled.types) {
      JsonLine one;
      one.add("quantity", type.quantity);
      if (!type.size.empty()) one.add("size", type.size);
      types.add_raw(type.type.text, one.text());
    }
    json.add_raw("types", types.text());
  }
  void operator()(const observe::LogLoss& loss) const {
    json.add("code", fmt::format("L{}", loss.code)).add("lines", loss.lines);
  }
};

// In the order of observe::What.
constexpr std::array<std::string_view, std::variant_size_v<observe::What>> names = {
    "memory_sample", "load_sample", "memory_notice", "dyno_error",     "state_change", "lifecycle",
    "request",       "released",    "deployed",      "config_changed", "scaled",       "log_loss"};

}  // namespace

void describe(JsonLine& json, const observe::Observation& observation) {
  json.add("taken_for", names[observation.what.index()]).add("at", observation.at);
  const auto* request = std::get_if<observe::Request>(&observation.what);
  const DynoName& dyno = request != nullptr && request->dyno ? *request->dyno : observation.dyno;
  if (!dyno.empty()) json.add("dyno", dyno.text);
  if (!observation.trusted) json.add("trusted", false);
  std::visit(Fields{json}, observation.what);
}

}  // namespace swapguard::app
