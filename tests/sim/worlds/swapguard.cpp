#include "sim/worlds/swapguard.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <set>

#include "core/base/overloaded.h"
#include "sim/worlds/session.h"

namespace swapguard::worlds {
namespace {

constexpr const char* secret = "drain-secret";
constexpr Duration future_most = minutes{10};
constexpr Duration clock_most = minutes{9};  // wrong by: a clock that is further behind sees no sample at all
const std::string authorization = http::basic_authorization("logplex", secret);

// Bits turned over, or an octet gone.
void corrupt(std::string& body, sim::Random& luck) {
  const std::uint64_t places = 1 + luck.next() % 3;
  for (std::uint64_t i = 0; i < places && !body.empty(); ++i) {
    const std::size_t at = luck.next() % body.size();
    if (luck.chance(0.2)) {
      body.erase(at, 1);
    } else {
      body[at] = static_cast<char>(body[at] ^ (1 << luck.next() % 7));
    }
  }
}

asio::awaitable<void> take_body(intake::Drains& drains, http::Request request, AppName app) {
  const auto answer = co_await drains.handle(std::move(request), std::move(app));
  static_cast<void>(answer);
}

}  // namespace

// What a crash takes with it.
struct Swapguard::Process {
  Process(Swapguard& self, const Doors& doors)
      : guard({self.policy_}),
        wire(self.wire_doors()),
        api(self.make_api(wire)),
        drains(doors.loop, intake::DrainOptions{.now = [&self] { return self.now(); }},
               intake::DrainEvents{.observed =
                                       [this, &self](const AppName&, observe::Observation line) {
                                         if (!gone) self.hear(std::move(line));
                                       },
                                   .changed =
                                       [this, &self](guard::InputChanged change) {
                                         if (!gone) self.arrive(std::move(change));
                                       }}),
        mailbox(std::make_unique<Mailbox>(doors.agenda, doors.store, doors.dice)) {
    drains.set(self.policy_.app, {secret});
    if (doors.scene.plan.session) session = std::make_unique<Session>(self.session_doors(*this));
  }

  guard::Guard guard;
  Wire wire;
  std::unique_ptr<heroku::Api> api;
  intake::Drains drains;
  std::unique_ptr<Mailbox> mailbox;
  std::set<std::uint64_t> doubled_known;
  bool gone = false;
  Count calls = std::make_shared<int>(0);
  std::unique_ptr<Session> session;
};

namespace {

using heroku::Api;

using Told = std::function<void(guard::Event)>;

asio::awaitable<void> list(Api& api, Count calls, guard::ListDynos command, Told told) {
  const Counted counted(calls);
  const auto need = command.urgent ? heroku::Need::restart : heroku::Need::normal;
  auto dynos = co_await api.dynos(command.app, need);
  told(guard::DynosListed{command.app, std::move(dynos), command.verifies});
}

asio::awaitable<void> send(Api& api, Count calls, guard::SendRestart command, Told told) {
  const Counted counted(calls);
  auto answer = co_await api.restart_dyno(command.app, command.dyno);
  told(guard::RestartAnswered{command.app, command.decision, std::move(answer), {}});
}

asio::awaitable<void> describe(Api& api, Count calls, AppName app, Told told) {
  const Counted counted(calls);
  auto formation = co_await api.describe(app);
  if (formation) told(*std::move(formation));
}

}  // namespace

Swapguard::Swapguard(Doors doors, int number)
    : doors_(doors),
      number_(number),
      policy_(policy_of(doors_.scene.plan)),
      luck_(doors_.scene.plan.seed, fmt::format("swapguard/{}", number)) {
  start();
}

Swapguard::~Swapguard() = default;

Wire::Doors Swapguard::wire_doors() {
  return {.loop = doors_.loop,
          .agenda = doors_.agenda,
          .dice = doors_.dice,
          .scene = doors_.scene,
          .luck = luck_,
          .sent = [this](const DynoName& dyno) { return sent(dyno); },
          .listed =
              [this, life = life_](const Listing& listing) {
                for (auto& watcher : doors_.watchers) watcher->listed(*life, listing);
              },
          .acted =
              [this](const Sent& sent, const DynoId& hit) {
                for (auto& watcher : doors_.watchers) watcher->acted(sent, hit);
              },
          .answered =
              [this](const Sent& sent, Effect effect) {
                for (auto& watcher : doors_.watchers) watcher->answered(sent, effect);
              }};
}

Session::Doors Swapguard::session_doors(Process& process) {
  return {.loop = doors_.loop,
          .agenda = doors_.agenda,
          .dice = doors_.dice,
          .luck = luck_,
          .said = doors_.scene.said,
          .api = *process.api,
          .calls = process.calls,
          .app = policy_.app,
          .now = [this] { return now(); },
          .observed =
              [this, &process](observe::Observation line) {
                if (!process.gone) hear(std::move(line));
              },
          .changed =
              [this, &process](guard::InputChanged change) {
                if (!process.gone) arrive(std::move(change));
              }};
}

void Swapguard::session_line(const std::string& text) {
  if (process_ && doors_.agenda.now() >= silent_until) process_->session->line(text);
}

void Swapguard::session_hangs() {
  if (process_ && process_->session) process_->session->hang();
}

std::unique_ptr<heroku::Api> Swapguard::make_api(Wire& wire) {
  heroku::ApiOptions options;
  options.base = "http://platform";
  options.token = "token";
  options.now = [this] { return now(); };
  options.pause = [&wire](Duration span) { return wire.pause(span); };
  options.seed = luck_.next();
  return heroku::Api::make(wire, std::move(options));
}

Sent Swapguard::sent(const DynoName& dyno) {
  const guard::SendRestart& command = sending_.at(dyno);
  Sent sent{*life_, command.decision, dyno, command.id, guard::RestartState::claimed};
  if (const auto* row = doors_.store.find(command.decision)) {
    sent.row = row->state;
    sent.has_row = true;
  }
  for (auto& watcher : doors_.watchers) watcher->sends(sent);
  return sent;
}

template <class Tell>
void Swapguard::tell(Tell&& tell) {
  for (auto& watcher : doors_.watchers) tell(*watcher);
}

void Swapguard::start() {
  Life fresh;
  fresh.guard = number_;
  fresh.number = static_cast<int>(doors_.lives.size());
  fresh.history = doors_.scene.plan.shared ? 0 : number_;
  fresh.began = doors_.agenda.now();
  fresh.clock = clock_;
  fresh.policy = policy_;
  fresh.paused = doors_.store.paused;
  life_ = &doors_.lives.emplace_back(std::move(fresh));
  ++lives_;
  due_ = {};
  process_ = std::make_unique<Process>(*this, doors_);
  process_->mailbox->on_settled = [this](const Mailbox::Note& note) {
    tell([&](Watcher& watcher) { watcher.settled(life(), note.decision, note.state); });
  };
  tell([&](Watcher& watcher) { watcher.began(life()); });
  const guard::Remembered memory = doors_.store.remember(policy_.app, now());
  tell([&](Watcher& watcher) { watcher.remembers(life(), memory); });
  step(memory);
  if (process_ && process_->session) process_->session->start();
}

bool Swapguard::may_die() {
  if (!process_) return true;
  if (!doors_.dice.hit(Fault::crash)) return false;
  die();
  return true;
}

void Swapguard::die() {
  process_->gone = true;
  process_->wire.cut();
  process_->session.reset();
  process_->mailbox.reset();
  if (doors_.dice.hit(Fault::power_loss)) doors_.store.lose_power();
  dead_.push_back(std::move(process_));
  inbox_.clear();
  tell([&](Watcher& watcher) { watcher.ended(life()); });
  doors_.agenda.after(luck_.between(seconds{1}, seconds{90}), [this] { start(); });
}

// The fold, and the dispatcher around it: answers come back through the inbox, never from within.
void Swapguard::step(const guard::Event& event) {
  if (may_die()) return;
  const auto* line = std::get_if<guard::Observed>(&event);
  const auto commands = line ? process_->guard.observe(line->app, line->observation, now())
                             : process_->guard.step(event, now());
  for (const guard::Command& command : commands) {
    if (may_die()) return;
    carry_out(command);
  }
  if (!may_die()) wake_up();
}

void Swapguard::carry_out(const guard::Command& command) {
  Process& process = *process_;
  const auto start = [&](asio::awaitable<void> call) {
    asio::co_spawn(doors_.loop, std::move(call), asio::detached);
  };
  const auto told = [this, &process](guard::Event event) {
    if (!process.gone) arrive(std::move(event));
  };
  const Overloaded carry{
      [&](const guard::ClaimRestart& wanted) {
        tell([&](Watcher& watcher) { watcher.claims(life(), wanted.record); });
        const auto answer = [this, told, decision = wanted.record.decision](Store::Claimed claimed) {
          if (claimed != Store::Claimed::granted) {
            tell([&](Watcher& watcher) { watcher.claim_failed(life(), decision); });
          }
          told(guard::RestartClaimed{policy_.app, decision, claimed});
        };
        process.mailbox->claim(wanted.record, answer);
      },
      [&](const guard::MarkSending& wanted) {
        const auto answer = [this, told, decision = wanted.decision](bool durable) {
          told(guard::SendingMarked{policy_.app, decision, durable});
        };
        process.mailbox->mark(wanted.decision, now(), answer);
      },
      [&](const guard::ListDynos& wanted) { start(list(*process.api, process.calls, wanted, told)); },
      [&](const guard::SendRestart& wanted) {
        sending_[wanted.dyno] = wanted;
        start(send(*process.api, process.calls, wanted, told));
      },
      [&](const guard::ListFormation& wanted) {
        start(describe(*process.api, process.calls, wanted.app, told));
      },
      [&](const guard::NoteRestart& note) {
        process.mailbox->note({note.decision, note.state, note.at});
      },
      [&](const guard::Record& record) {
        tell([&](Watcher& watcher) { watcher.told(life(), record.entry); });
      },
      [&](const guard::ForgetPause&) { doors_.store.paused = false; },
      [&](const guard::NoteRequest&) {},
      [&](const guard::AskWork&) {},  // no world has a busy_command
  };
  std::visit(carry, command);
}

void Swapguard::wake_up() {
  const Duration wait = process_->guard.next_wakeup(now()) - now();
  const auto chosen = due_.set(doors_.agenda.now().time_since_epoch(), wait);
  if (!chosen) return;
  doors_.agenda.after(*chosen, [this, number = ++alarm_, life = lives_] {
    if (!process_ || number != alarm_ || life != lives_) return;
    due_.rang();
    arrive(guard::Tick{});
  });
}

bool Swapguard::work() {
  std::erase_if(dead_, [](const auto& process) { return *process->calls == 0; });
  if (inbox_.empty() || !process_) return false;
  while (!inbox_.empty() && process_) {
    const guard::Event event = std::move(inbox_.front());
    inbox_.pop_front();
    step(event);
  }
  return true;
}

void Swapguard::hear(observe::Observation line) {
  // What lies so far ahead of its clock is not believed (core/guard/app_guard.cpp).
  if (line.at - now() <= future_most) {
    const HeardLife* reading = life().book.take(life().policy, line, doors_.agenda.now());
    tell([&](Watcher& watcher) { watcher.heard(life(), line, reading); });
  }
  const bool is_kept = std::holds_alternative<observe::MemorySample>(line.what) && line.trusted &&
                       !process_->guard.lies_ahead(line, now());
  if (is_kept) process_->mailbox->keep(line);
  arrive(guard::Observed{policy_.app, std::move(line)});
}

void Swapguard::line(const std::string& frame) {
  if (doors_.agenda.now() < silent_until || doors_.dice.hit(Fault::line_lost)) return;
  if (body_.empty())
    doors_.agenda.after(luck_.between(milliseconds{100}, milliseconds{900}), [this] { flush(); });
  body_ += frame;
  ++frames_;
}

// What Logplex has gathered goes off in one body. Nobody there: it is lost, as after Logplex's last try.
void Swapguard::flush() {
  http::Request request;
  request.method = "POST";
  request.target = "/logs/acme";
  request.headers.set("Authorization", authorization);
  request.headers.set("Logplex-Msg-Count", std::to_string(std::exchange(frames_, 0)));
  request.headers.set("Logplex-Frame-Id", fmt::format("frame-{}", ++bodies_));
  request.headers.set("Logplex-Drain-Token", "d.1");
  request.body = std::exchange(body_, {});
  Dice& dice = doors_.dice;
  if (dice.hit(Fault::body_lost)) return;
  if (dice.hit(Fault::body_cut)) request.body.resize(dice.of(Fault::body_cut).next() % request.body.size());
  if (dice.hit(Fault::body_corrupt)) corrupt(request.body, dice.of(Fault::body_corrupt));
  const Duration takes = way();
  const auto arrive = [this, request] { deliver(request); };
  doors_.agenda.after(takes, arrive);
  if (!dice.hit(Fault::body_doubled)) return;
  doors_.agenda.after(takes + dice.of(Fault::body_doubled).between(seconds{1}, seconds{20}), arrive);
}

// How long a body is on its way.
Duration Swapguard::way() {
  Dice& dice = doors_.dice;
  Duration takes = luck_.between(milliseconds{10}, milliseconds{150});
  if (dice.hit(Fault::body_reordered))
    takes += dice.of(Fault::body_reordered).between(seconds{1}, seconds{6});
  if (dice.hit(Fault::body_delayed)) takes += dice.of(Fault::body_delayed).between(seconds{10}, minutes{4});
  if (doors_.agenda.now() < late_until) takes += late_by;
  return takes;
}

void Swapguard::value(const observe::Observation& line) {
  if (doors_.agenda.now() < silent_until || doors_.dice.hit(Fault::line_lost)) return;
  if (!batch_ || doors_.agenda.now() >= gathers_until_) open_batch();
  batch_->lines.push_back(line);
}

// One act for gathering and the way: what goes wrong with it is drawn when it begins.
void Swapguard::open_batch() {
  batch_ = std::make_shared<Batch>();
  batch_->number = ++bodies_;
  const Duration gathers = luck_.between(milliseconds{100}, milliseconds{900});
  gathers_until_ = doors_.agenda.now() + gathers;
  Dice& dice = doors_.dice;
  if (dice.hit(Fault::body_lost)) return;
  batch_->is_cut = dice.hit(Fault::body_cut);
  batch_->is_doubled = dice.hit(Fault::body_doubled);
  const Duration takes = gathers + way();
  const auto arrive = [this, batch = batch_] { deliver(*batch); };
  doors_.agenda.after(takes, arrive);
  if (!batch_->is_doubled) return;
  doors_.agenda.after(takes + dice.of(Fault::body_doubled).between(seconds{1}, seconds{20}), arrive);
}

void Swapguard::deliver(const Batch& batch) {
  // As the drain does by the frame's id; a new process knows none.
  if (!process_ || (batch.is_doubled && !process_->doubled_known.insert(batch.number).second)) return;
  const std::size_t whole = batch.is_cut ? batch.lines.size() / 2 : batch.lines.size();
  for (std::size_t i = 0; i < whole; ++i) hear(batch.lines[i]);
}

void Swapguard::deliver(const http::Request& request) {
  if (!process_) return;
  asio::co_spawn(doors_.loop, take_body(process_->drains, request, policy_.app), asio::detached);
}

void Swapguard::pause(bool paused) {
  doors_.store.paused = paused;
  if (!process_) return;
  life().paused = paused;
  tell([&](Watcher& watcher) { watcher.turned(life()); });
  step(guard::Paused{policy_.app, paused, std::nullopt});
}

void Swapguard::set_mode(policy::Mode mode) {
  policy_.mode = mode;
  if (!process_) return;
  life().policy = policy_;
  tell([&](Watcher& watcher) {
    watcher.turned(life());
    watcher.reloaded(life());
  });
  step(guard::PolicyChanged{policy_});
}

void Swapguard::set_clock(Duration ahead) {
  clock_ = ahead;
  Scene& scene = doors_.scene;
  scene.clock_ahead = std::max(scene.clock_ahead, ahead);
  scene.clock_behind = std::max(scene.clock_behind, -ahead);
  if (life_) life().clock = ahead;
}

void Swapguard::jump(Duration by) { set_clock(std::clamp<Duration>(clock_ + by, -clock_most, clock_most)); }

}  // namespace swapguard::worlds
