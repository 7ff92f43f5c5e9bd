// Teller: prints what happens in a world, for whoever looks for the cause of a failure.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>

#include "sim/worlds/watcher.h"

namespace swapguard::worlds {

class Teller final : public Watcher {
 public:
  Teller(Scene& scene, std::function<void(const std::string&)> print)
      : Watcher(scene), print_(std::move(print)) {}

  void began(const Life& life) override { say(life, "starts"); }
  void ended(const Life& life) override { say(life, "crashes"); }
  void turned(const Life& life) override {
    say(life, life.paused ? "is paused" : life.policy.mode == policy::Mode::armed ? "is armed" : "observes");
  }
  void heard(const Life& life, const observe::Observation& line, const HeardLife*) override {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample || !sample->rss || !sample->swap) return;
    say(life, fmt::format("hears {} {} {}{}", line.dyno.text, sample->id.text().substr(0, 8),
                          format_size(*sample->rss + *sample->swap), line.trusted ? "" : " (damaged)"));
  }
  void told(const Life& life, const guard::JournalEntry& entry) override {
    say(life, fmt::format("says {} {} {} {} {}: {}", to_text(entry.kind), entry.reason, entry.dyno.text,
                          entry.decision.text, format_rfc3339(entry.at), entry.title));
  }
  void claims(const Life& life, const guard::RestartRecord& record) override {
    say(life, fmt::format("claims {} {} {}", record.decision.text, record.dyno.text, record.id.text()));
  }
  void claim_failed(const Life& life, const DecisionId& decision) override {
    say(life, "does not get " + decision.text);
  }
  void listed(const Life& life, const Listing& listing) override {
    std::string text = "is told of";
    for (const auto& dyno : listing.dynos) {
      text += fmt::format(" {}={}/{}", dyno.name.text, dyno.id.text().substr(0, 8), to_text(dyno.state));
    }
    say(life, text);
  }
  void sends(const Sent& sent) override {
    say(sent.life, fmt::format("sends {} for {} {}", sent.decision.text, sent.dyno.text, sent.meant.text()));
  }
  void acted(const Sent& sent, const DynoId& hit) override {
    say(sent.life, fmt::format("has hit {} {}", sent.dyno.text, hit.text()));
  }
  void settled(const Life& life, const DecisionId& decision, guard::RestartState state) override {
    say(life, fmt::format("has settled {} as {}", decision.text, to_text(state)));
  }

 private:
  void say(const Life& life, const std::string& what) {
    print_(
        fmt::format("{} guard {} (life {}) {}", format_rfc3339(scene_.now), life.guard, life.number, what));
  }
  std::function<void(const std::string&)> print_;
};

}  // namespace swapguard::worlds
