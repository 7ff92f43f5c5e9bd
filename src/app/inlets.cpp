#include "app/inlets.h"

#include <fmt/format.h>

#include "app/inlet_words.h"
#include "app/wiring.h"

namespace swapguard::app {
namespace {

constexpr std::string_view webhook_path = hooks::PlatformHooks::path_head;

intake::SyslogOptions options_of(const std::string& listen) {
  const auto colon = listen.rfind(':');
  std::string address = listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  intake::SyslogOptions options;
  options.address = std::move(address);
  options.port = std::stoi(listen.substr(colon + 1));
  return options;
}

}  // namespace

Inlets::Inlets(Doors doors)
    : doors_(std::move(doors)),
      receiver_(
          doors_.loop, {.now = doors_.now},
          {.observed = [this](const AppName& app,
                              observe::Observation seen) { doors_.observed(app, std::move(seen), false); },
           .changed = doors_.changed,
           .remark = [this](const otlp::Remark& remark) { doors_.warn(problem_of(remark)); }}),
      syslog_(
          doors_.now,
          {.observed = [this](const AppName& app,
                              observe::Observation seen) { doors_.observed(app, std::move(seen), false); },
           .changed = doors_.changed,
           .unknown = [this](const intake::UnknownTokens& unknown) { doors_.warn(problem_of(unknown)); },
           .line = doors_.line}),
      webhooks_(
          {.now = doors_.now,
           .observed = [this](const AppName& app,
                              observe::Observation seen) { doors_.observed(app, std::move(seen), true); },
           .wrong_signatures =
               [this](const AppName& app, const hooks::WrongKeys& wrong) {
                 doors_.warn(webhook_refused(app, wrong));
               }}) {}

std::optional<Problem> Inlets::listen(const config::SyslogSettings& settings) {
  const auto open = [this](const std::string& listen, intake::SyslogOptions options,
                           std::unique_ptr<intake::SyslogListener>& into) -> std::optional<Problem> {
    auto opened = intake::SyslogListener::start(doors_.loop, syslog_, std::move(options));
    if (!opened) return cannot_listen(listen, opened.error());
    into = *std::move(opened);
    return std::nullopt;
  };
  if (!settings.listen.empty()) {
    if (auto problem = open(settings.listen, options_of(settings.listen), plain_)) return problem;
  }
  if (settings.listen_tls.empty()) return std::nullopt;
  intake::SyslogOptions options = options_of(settings.listen_tls);
  options.tls_certificate_file = settings.tls_certificate_file;
  options.tls_key_file = settings.tls_key_file;
  return open(settings.listen_tls, std::move(options), tls_);
}

void Inlets::stop() {
  plain_.reset();
  tls_.reset();
}

void Inlets::set(const config::AppSettings& app) {
  const AppName& name = app.policy.app;
  const bool told = app.input == config::Input::otlp;
  receiver_.set(name, told ? revealed(app.drain_secrets) : std::vector<std::string>());
  const bool drained = app.input == config::Input::drain;
  syslog_.set(name, drained ? revealed(app.drain_tokens) : std::vector<std::string>());
  webhooks_.set(name, revealed(app.webhook_secrets));
}

bool Inlets::takes(std::string_view path) {
  return path == otlp::Receiver::metrics_path || path == otlp::Receiver::logs_path ||
         path.starts_with(webhook_path);
}

asio::awaitable<http::Answer> Inlets::answer(http::Request request) {
  if (request.path().starts_with(webhook_path)) co_return webhooks_.answer(request);
  co_return co_await receiver_.handle(std::move(request));
}

std::optional<intake::DrainCounts> Inlets::counts(const AppName& app) const {
  const auto syslog = syslog_.counts(app);
  const auto told = receiver_.counts(app);
  if (!syslog && !told) return std::nullopt;
  intake::DrainCounts counts;
  if (syslog) {
    counts.deliveries = syslog->connections;
    counts.lines = syslog->lines;
  }
  if (told) {
    counts.deliveries += told->requests;
    counts.overloaded += told->overloaded;
    counts.lines.lines += told->points;
  }
  return counts;
}

}  // namespace swapguard::app
