// GuardedApp: one app under a real Guard, with a platform and a history that answer as they are told. For
// tests that feed lines and look at what the guard does.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/guard/guard.h"

namespace swapguard::support {

inline Instant midnight() { return *parse_rfc3339("2026-05-11T00:00:00Z"); }

inline DynoId generation_id(int number) {
  DynoId id;
  id.octets[14] = static_cast<std::uint8_t>(number >> 8);
  id.octets[15] = static_cast<std::uint8_t>(number);
  return id;
}

// Fixed figures, so that a change of the product's defaults changes no test that is not about them.
inline policy::AppPolicy armed_policy() {
  policy::AppPolicy policy;
  policy.app = AppName{"acme"};
  policy.mode = policy::Mode::armed;
  policy.defaults.restart_at = policy::Limit::percent(90);
  policy.defaults.cooldown = minutes{30};
  policy.defaults.gap = seconds{60};
  policy.defaults.quiet_moment = false;
  return policy;
}

class GuardedApp {
 public:
  explicit GuardedApp(policy::AppPolicy policy = armed_policy())
      : app(policy.app), guard({std::move(policy)}) {}

  AppName app;
  guard::Guard guard;
  Instant now = midnight();
  std::vector<guard::JournalEntry> journal;
  std::vector<guard::SendRestart> sent;
  std::vector<guard::NoteRestart> notes;
  std::vector<guard::NoteRequest> ended;  // requests
  std::vector<guard::RestartRecord> claims;
  std::vector<guard::AskWork> asked;  // of busy_command
  int listings = 0;

  // What the platform lists and how everything answers. Answers of nothing are held back.
  std::map<std::string, std::pair<DynoId, DynoState>> platform;
  std::optional<guard::RestartClaimed::Answer> claim_answer = guard::RestartClaimed::Answer::granted;
  std::optional<bool> mark_answer = true;
  std::optional<guard::ApiError> list_error, restart_error;
  std::optional<std::string> work;  // what busy_command says; empty: idle
  bool answers_listings = true;
  Instant created = midnight() - hours{5};       // of all generations, as the listing tells it …
  Instant states_since = midnight() - hours{5};  // … and of their states
  bool answers_restarts = true;

  void step(const guard::Event& event) {
    std::deque<guard::Command> todo;
    for (auto& command : guard.step(event, now)) todo.push_back(std::move(command));
    while (!todo.empty()) {
      const guard::Command command = std::move(todo.front());
      todo.pop_front();
      const auto answer = carry_out(command);
      if (!answer) continue;
      for (auto& more : guard.step(*answer, now)) todo.push_back(std::move(more));
    }
  }

  void line(const char* dyno, observe::What what, bool trusted = true) {
    step(guard::Observed{app, {now, DynoName{dyno}, std::move(what), trusted}});
  }
  // A sample of MB of RSS + swap; what passes the quota is swap. The platform lists the generation as up.
  void sample(const char* dyno, int generation, double used, int quota = 512, bool lists = true) {
    if (lists) platform[dyno] = {generation_id(generation), DynoState::up};
    observe::MemorySample memory;
    memory.id = generation_id(generation);
    memory.rss = Bytes::hundredths(static_cast<std::int64_t>(std::min<double>(used, quota) * 100));
    memory.swap = Bytes::hundredths(static_cast<std::int64_t>(std::max<double>(0, used - quota) * 100));
    memory.total = *memory.rss + *memory.swap;
    memory.quota = Bytes::megabytes(quota);
    line(dyno, memory);
  }
  // As the desk does it: the generations that run now are meant.
  guard::Requested request(const char* name, const char* type = "web") {
    guard::Requested wish{.app = app, .type = ProcessType{type}};
    wish.by = "webhook";
    wish.request = name;
    wish.at = now;
    wish.meant = guard.meant(wish, now).dynos;
    step(wish);
    return wish;
  }
  void pass(Duration time) { now += time; }
  void tick() { step(guard::Tick{}); }
  void remember(std::vector<guard::RestartRecord> restarts, std::vector<guard::Requested> requests = {}) {
    guard::Remembered memory;
    memory.app = app;
    memory.restarts = std::move(restarts);
    memory.requests = std::move(requests);
    step(memory);
  }

  int count(guard::Kind kind) const {
    int found = 0;
    for (const auto& entry : journal) found += entry.kind == kind;
    return found;
  }
  // The reasons of all entries of a kind, in order: `cooldown,budget`.
  std::string reasons(guard::Kind kind) const {
    std::string all;
    for (const auto& entry : journal) {
      if (entry.kind == kind) all += (all.empty() ? "" : ",") + entry.reason;
    }
    return all;
  }

 private:
  std::optional<guard::Event> carry_out(const guard::Command& command) {
    if (const auto* record = std::get_if<guard::Record>(&command)) {
      journal.push_back(record->entry);
    } else if (const auto* note = std::get_if<guard::NoteRestart>(&command)) {
      notes.push_back(*note);
    } else if (const auto* over = std::get_if<guard::NoteRequest>(&command)) {
      ended.push_back(*over);
    } else if (const auto* claim = std::get_if<guard::ClaimRestart>(&command)) {
      claims.push_back(claim->record);
      if (claim_answer) return guard::RestartClaimed{app, claim->record.decision, *claim_answer};
    } else if (const auto* mark = std::get_if<guard::MarkSending>(&command)) {
      if (mark_answer) return guard::SendingMarked{app, mark->decision, *mark_answer};
    } else if (const auto* ask = std::get_if<guard::AskWork>(&command)) {
      asked.push_back(*ask);
      if (work) return guard::WorkTold{app, ask->dyno, ask->id, work->empty(), *work};
    } else if (const auto* list = std::get_if<guard::ListDynos>(&command)) {
      ++listings;
      if (answers_listings) return listing(list->verifies);
    } else if (const auto* send = std::get_if<guard::SendRestart>(&command)) {
      sent.push_back(*send);
      if (!answers_restarts) return std::nullopt;
      if (restart_error) return guard::RestartAnswered{app, send->decision, failure(*restart_error), {}};
      return guard::RestartAnswered{app, send->decision, std::string("request-1"), milliseconds{300}};
    }
    return std::nullopt;
  }

  guard::DynosListed listing(const DecisionId& verifies) const {
    if (list_error) return {app, failure(*list_error), verifies};
    std::vector<guard::PlatformDyno> dynos;
    for (const auto& [name, holder] : platform) {
      dynos.push_back({DynoName{name}, holder.first, holder.second, "Standard-1X", 1, created, states_since});
    }
    return {app, dynos, verifies};
  }
};

// So many samples, 20 s apart.
inline void samples(GuardedApp& app, int count, double used, const char* dyno = "web.1", int generation = 1) {
  for (int i = 0; i < count; ++i) {
    app.sample(dyno, generation, used);
    app.pass(seconds{20});
  }
}

// Three samples over the limit: what the rule needs.
inline void leak(GuardedApp& app, const char* dyno = "web.1", int generation = 1) {
  samples(app, 3, 480, dyno, generation);
}

inline guard::ApiError api_error(guard::ApiFailure kind, int status, Duration retry_after = {}) {
  guard::ApiError error;
  error.failure = kind;
  error.status = status;
  error.retry_after = retry_after;
  return error;
}

}  // namespace swapguard::support
