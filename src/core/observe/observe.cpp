#include "core/observe/observe.h"

#include "core/observe/api_lines.h"
#include "core/observe/lifecycle.h"
#include "core/observe/log_loss.h"
#include "core/observe/router.h"
#include "core/observe/runtime_metrics.h"

namespace swapguard::observe {
namespace {

using logplex::LogLine;
using logplex::Origin;

// Heroku's data services print as `heroku-postgres`, `heroku-redis` and `postgres.1105947`.
bool is_addon(std::string_view process) {
  return process.starts_with("heroku-") || process.starts_with("postgres.") || process == "postgres";
}

bool is_log_service(std::string_view process) { return process == "logplex" || process == "log-shuttle"; }

// A dyno may not be called as a service is: `router.1` is no place in a formation.
bool is_dyno(std::string_view process) {
  if (!is_dyno_name(process)) return false;
  const auto type = process.substr(0, process.find('.'));
  return type != "router" && type != "api" && type != "logplex";
}

Result<What, Ignored> read_platform_line(const LogLine& line) {
  if (line.process == "router") return read_request(line.text);
  if (line.process == "api") return read_api_line(line.text);
  if (is_log_service(line.process) || line.process == "1") return read_log_loss(line.text);
  if (is_addon(line.process)) return failure(Ignored::addon);
  if (!is_dyno(line.process)) return failure(Ignored::not_a_dyno);
  if (line.text.starts_with("source=")) return read_metrics(line.process, line.text);
  return read_dyno_line(line.text);
}

// The process `api` is the platform's own also where its source is `app`; everything else of `app` is output.
Result<What, Ignored> read_line(const LogLine& line) {
  if (line.origin == Origin::app && line.process != "api") {
    return failure(is_addon(line.process) ? Ignored::addon : Ignored::app_output);
  }
  if (line.origin == Origin::other) return failure(Ignored::other_source);
  // Losses concern no dyno and no rule compares their times: L15 never has one.
  if (!line.dated && !is_log_service(line.process)) return failure(Ignored::undated);
  return line.origin == Origin::app ? read_api_line(line.text) : read_platform_line(line);
}

// The dyno that an observation is about; of a request the one that took it.
DynoName subject(const What& what, std::string_view process) {
  if (const auto* request = std::get_if<Request>(&what)) return request->dyno.value_or(DynoName{});
  return is_dyno(process) ? DynoName{process} : DynoName{};
}

}  // namespace

Result<Observation, Ignored> observe(const LogLine& line) {
  auto what = read_line(line);
  if (!what) return failure(what.error());
  auto dyno = subject(*what, line.process);
  return Observation{line.at, std::move(dyno), *std::move(what), line.trusted};
}

const Observation* Observer::observe(const LogLine& line) {
  if (const Observation* seen = usual(line)) return seen;
  auto seen = observe::observe(line);
  if (!seen) {
    ignored_ = seen.error();
    return nullptr;
  }
  other_ = *std::move(seen);
  return &other_;
}

const Observation* Observer::usual(const LogLine& line) {
  if (line.origin != Origin::platform || !line.dated) return nullptr;
  Observation* seen = nullptr;
  if (line.process == "router") {
    if (!read_usual_request(line.text, std::get<Request>(request_.what))) return nullptr;
    seen = &request_;
    seen->dyno.text = std::get<Request>(request_.what).dyno->text;
  } else {
    const auto read =
        read_usual_metrics(line.process, line.text, identity_, std::get<MemorySample>(memory_.what),
                           std::get<LoadSample>(load_.what));
    if (read == UsualMetrics::none) return nullptr;
    if (identity_.fresh && (is_addon(line.process) || !is_dyno(line.process))) {
      identity_ = {};
      return nullptr;
    }
    seen = read == UsualMetrics::memory ? &memory_ : &load_;
    seen->dyno.text.assign(line.process);
  }
  seen->at = line.at;
  seen->trusted = line.trusted;
  return seen;
}

}  // namespace swapguard::observe
