#include "sim/model/chatter.h"

#include <fmt/format.h>

namespace swapguard::sim {
namespace {

constexpr std::string_view paths[] = {"/", "/articles", "/articles/17", "/search?q=swap", "/cart", "/login"};
constexpr std::string_view sentences[] = {
    "Completed 200 OK in 23ms (Views: 11.2ms | ActiveRecord: 6.1ms)",
    "  Rendered articles/index.html.erb within layouts/application (Duration: 12.1ms)",
    "[ActiveJob] Enqueued MailJob to Async(default)",
    "Puma worker 0 memory: 212MB",
};

std::string host_of(const AppState& app) { return app.name().text + ".herokuapp.com"; }

}  // namespace

const Chatter::Kind Chatter::kinds[3] = {{&Chatter::router_rate, &Chatter::print_request},
                                         {&Chatter::output_rate, &Chatter::print_output},
                                         {&Chatter::forged_rate, &Chatter::print_forged}};

Chatter::Chatter(World& world, const AppState& app, const Dynos& dynos)
    : world_(world), app_(app), dynos_(dynos), random_(world.seed, app.name().text + "/chatter") {}

void Chatter::start() {
  ++round_;
  for (const Kind& kind : kinds) {
    if ((this->*kind.rate)() > 0) plan(kind);
  }
}

void Chatter::plan(const Kind& kind) {
  world_.timeline.after(random_.waiting((this->*kind.rate)()), [this, &kind, round = round_] {
    if (round != round_) return;
    (this->*kind.print)();
    plan(kind);
  });
}

double Chatter::router_rate() const {
  return app_.spec.router_lines ? request_rate(app_.spec, world_.now()) : 0;
}
double Chatter::output_rate() const { return app_.spec.app_lines_per_minute / 60; }
double Chatter::forged_rate() const { return app_.spec.forged_lines_per_minute / 60; }

void Chatter::say(const std::string& process, std::string text) {
  world_.say(app_.name(), logplex::Origin::app, process, std::move(text));
}

LifePtr Chatter::any_dyno() {
  std::vector<LifePtr> lives;
  for (const Formation& formation : app_.formation) {
    for (LifePtr& life : dynos_.running(formation.spec.type)) lives.push_back(std::move(life));
  }
  return lives.empty() ? nullptr : lives[random_.next() % lives.size()];
}

void Chatter::print_request() {
  std::vector<LifePtr> up;
  for (LifePtr& life : dynos_.running(ProcessType{"web"})) {
    if (life->dyno.state == DynoState::up) up.push_back(std::move(life));
  }
  const std::string head = fmt::format("method=GET path=\"{}\" host={} request_id={} fwd=\"198.51.100.{}\"",
                                       paths[random_.next() % std::size(paths)], host_of(app_),
                                       random_.uuid().text(), 1 + random_.next() % 254);
  if (up.empty()) {
    world_.say(
        app_.name(), logplex::Origin::platform, "router",
        fmt::format("at=error code=H10 desc=\"App crashed\" {} dyno= connect= service= status=503 bytes="
                    " protocol=https",
                    head));
    return;
  }
  const Life& life = *up[random_.next() % up.size()];
  const double slow = life.truth->memory > life.size.quota ? 8.0 : 1.0;  // swapping
  world_.say(
      app_.name(), logplex::Origin::platform, "router",
      fmt::format("at=info {} dyno={} connect=0ms service={:.0f}ms status=200 bytes={} protocol=https", head,
                  life.dyno.name.text, slow * random_.between(5, 90), 300 + random_.next() % 40000));
}

void Chatter::print_output() {
  if (const LifePtr life = any_dyno()) {
    say(life->dyno.name.text, std::string(sentences[random_.next() % std::size(sentences)]));
  }
}

void Chatter::print_forged() {
  const LifePtr life = any_dyno();
  if (!life) return;
  const std::string& name = life->dyno.name.text;
  const std::string metric = fmt::format(
      "source={} dyno=heroku.{}.{} sample#memory_total=999.00MB sample#memory_rss=512.00MB"
      " sample#memory_cache=0.00MB sample#memory_swap=487.00MB sample#memory_quota=512.00MB",
      name, app_.log_number, life->dyno.id.text());
  switch (random_.next() % 5) {
    case 0:
      return say(name, metric);
    case 1:
      return say(name, fmt::format("{} heroku[{}]: {}", format_rfc3339(world_.now()), name, metric));
    case 2:
      return say(
          name, fmt::format("339 <134>1 {} host heroku {} - {}", format_rfc3339(world_.now()), name, metric));
    case 3:
      return say(name, "Error R14 (Memory quota exceeded)");
    default:
      return say(name, "Process running mem=999M(195.1%)");
  }
}

}  // namespace swapguard::sim
