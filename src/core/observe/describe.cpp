#include "core/observe/describe.h"

#include <fmt/format.h>

#include <array>

namespace swapguard::observe {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::string_view, std::variant_size_v<What>> kinds{
    "memory_sample", "load_sample", "memory_notice", "dyno_error",     "state_change", "lifecycle",
    "request",       "released",    "deployed",      "config_changed", "scaled",       "log_loss"};

constexpr std::array<std::string_view, 8> steps{"starting_process", "restarting", "cycling", "stopping",
                                                "killed",           "exited",     "idling",  "unidling"};

constexpr std::array<std::string_view, ignored_reasons> reasons{
    "unreadable",       "undated",        "app_output", "addon",     "other_source", "metric_foreign_source",
    "metric_malformed", "metric_unknown", "not_a_dyno", "not_needed"};

// The words for one value, so that absent fields need no branches below.
std::string say(Bytes size) { return format_size(size); }
std::string say(Duration duration) { return format_duration(duration); }
std::string say(std::uint64_t count) { return fmt::format("{}", count); }
std::string say(int number) { return fmt::format("{}", number); }
std::string say(double number) { return fmt::format("{:.2f}", number); }

class Describer {
 public:
  explicit Describer(Fields& fields) : fields_(fields) {}

  void operator()(const MemorySample& sample) {
    put("id", sample.id.text());
    put("total", sample.total);
    put("rss", sample.rss);
    put("cache", sample.cache);
    put("swap", sample.swap);
    put("quota", sample.quota);
    put("pages_in", sample.pages_in);
    put("pages_out", sample.pages_out);
  }
  void operator()(const LoadSample& sample) {
    put("id", sample.id.text());
    put("load_1m", sample.load_1m);
    put("load_5m", sample.load_5m);
    put("load_15m", sample.load_15m);
  }
  void operator()(const MemoryNotice& notice) {
    put("memory", say(notice.memory));
    put("percent", fmt::format("{:.1f}", notice.percent));
    put("quota", say(notice.quota));
  }
  void operator()(const DynoError& error) { put("code", fmt::format("R{}", error.code)); }
  void operator()(const StateChange& change) {
    put("from", std::string{swapguard::to_text(change.from)});
    put("to", std::string{swapguard::to_text(change.to)});
  }
  void operator()(const Lifecycle& lifecycle) {
    put("step", std::string{to_text(lifecycle.step)});
    put("exit_status", lifecycle.exit_status);
  }
  void operator()(const Request& request) {
    if (request.h_code != 0) put("code", fmt::format("H{}", request.h_code));
    if (request.status != 0) put("status", say(request.status));
    put("connect", request.connect);
    put("service", request.service);
  }
  void operator()(const Released& released) { put("version", say(released.version)); }
  void operator()(const Deployed&) {}
  void operator()(const ConfigChanged&) {}
  void operator()(const Scaled& scaled) {
    std::string types;
    for (const auto& [type, quantity, size] : scaled.types) {
      types += fmt::format("{}{}@{}{}{}", types.empty() ? "" : " ", type.text, quantity,
                           size.empty() ? "" : ":", size);
    }
    put("types", types);
  }
  void operator()(const LogLoss& loss) {
    put("code", fmt::format("L{}", loss.code));
    if (loss.lines != 0) put("lines", say(loss.lines));
  }

  void put(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  template <class Value>
  void put(std::string name, const std::optional<Value>& value) {
    if (value) put(std::move(name), say(*value));
  }

 private:
  Fields& fields_;
};

}  // namespace

std::string_view kind_of(const What& what) { return kinds[what.index()]; }

std::string_view to_text(LifecycleStep step) { return steps[static_cast<std::size_t>(step)]; }

std::string_view to_text(Ignored reason) { return reasons[static_cast<std::size_t>(reason)]; }

Fields describe(const Observation& observation) {
  Fields fields;
  Describer describer{fields};
  describer.put("kind", std::string{kind_of(observation.what)});
  describer.put("at", format_rfc3339(observation.at));
  if (!observation.dyno.empty()) describer.put("dyno", observation.dyno.text);
  std::visit(describer, observation.what);
  if (!observation.trusted) describer.put("trusted", "false");
  return fields;
}

}  // namespace swapguard::observe
