#include "policies.h"

#include <algorithm>
#include <map>
#include <set>

namespace swapguard::bench {
namespace {

// Heroku alone: daily cycling and R15.
class Nothing : public Policy {
 public:
  bool reads_log() const override { return false; }
};

// whacamole: web dynos whose memory_total is above a fixed size on one sample, by name, each name once in
// half an hour.
class Whacamole : public Policy {
 public:
  // Share of the quota; 0: its default of 1000 MB whatever the dyno's size.
  explicit Whacamole(double share) : share_(share) {}

  void take(const observe::Observation& line, Platform& platform) override {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample || line.dyno.type() != web_) return;
    const double limit_mb = share_ > 0 ? share_ * sample->quota->to_megabytes() : 1000;
    const auto last = last_.find(line.dyno);
    const bool lately = last != last_.end() && line.at - last->second < minutes{30};
    if (lately || sample->total->to_megabytes() <= limit_mb) return;
    last_[line.dyno] = line.at;
    platform.restart_name(line.dyno, sample->id);
  }

 private:
  const ProcessType web_{"web"};
  double share_;
  std::map<DynoName, Instant> last_;
};

// dark_knight: memory_total above the dyno's quota on one sample, each UUID once, by name, ten minutes
// between two at a name.
class OneSample : public Policy {
 public:
  void take(const observe::Observation& line, Platform& platform) override {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample || sample->total->count >> 20 <= sample->quota->count >> 20) return;
    const auto last = last_.find(line.dyno);
    if (last != last_.end() && line.at - last->second < minutes{10}) return;
    if (!done_.insert(sample->id).second) return;
    last_[line.dyno] = line.at;
    platform.restart_name(line.dyno, sample->id);
  }

 private:
  std::map<DynoName, Instant> last_;
  std::set<DynoId> done_;
};

// A webhook on R14 that restarts every web dyno, at most once a minute.
class AllOnR14 : public Policy {
 public:
  void take(const observe::Observation& line, Platform& platform) override {
    const auto* error = std::get_if<observe::DynoError>(&line.what);
    if (!error || error->code != 14 || line.at - last_ < minutes{1}) return;
    last_ = line.at;
    for (const auto& dyno : platform.dynos()) {
      if (dyno.name.type().text == "web" && dyno.state == DynoState::up)
        platform.restart_name(dyno.name, dyno.id);
    }
  }

 private:
  Instant last_{};
};

// A cron job at 04:00 UTC: everything at once.
class Nightly : public Policy {
 public:
  bool reads_log() const override { return false; }
  void pass(Platform& platform) override {
    const Instant now = platform.future().time_of(platform.now());
    if (now - std::chrono::floor<std::chrono::days>(now) != hours{4}) return;
    for (const auto& dyno : platform.dynos()) platform.restart_name(dyno.name, dyno.id);
  }
};

// RSS + swap above a share of the quota for three samples in a row, by UUID, one of a type at a time, half an
// hour between two at a place: a careful guard that knows nothing of the past or the hour.
class Fixed : public Policy {
 public:
  explicit Fixed(double share) : share_(share) {}

  void take(const observe::Observation& line, Platform& platform) override {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample) return;
    const Instant seen = seen_.try_emplace(sample->id, line.at).first->second;
    const double used = (*sample->rss + *sample->swap).to_megabytes();
    int& over = over_[sample->id];
    over = used > share_ * sample->quota->to_megabytes() ? over + 1 : 0;
    const bool settled = seen == first_ || line.at - seen >= minutes{3};
    const bool free =
        line.at - type_[line.dyno.type()] >= minutes{3} && line.at - place_[line.dyno] >= minutes{30};
    if (first_ == Instant{}) first_ = line.at;
    if (over < 3 || !settled || !free || !done_.insert(sample->id).second) return;
    type_[line.dyno.type()] = place_[line.dyno] = line.at;
    platform.restart_id(line.dyno, sample->id);
  }

 private:
  double share_;
  Instant first_{};
  std::map<DynoId, Instant> seen_;
  std::map<DynoId, int> over_;
  std::map<ProcessType, Instant> type_;
  std::map<DynoName, Instant> place_;
  std::set<DynoId> done_;
};

// Plays the schedule of the one who knows the future: shows how tight the bound is.
class Clairvoyant : public Policy {
 public:
  explicit Clairvoyant(std::vector<Optimum::Restart> acts) : acts_(std::move(acts)) {}
  bool reads_log() const override { return false; }
  void begin(Platform& platform) override { pass(platform); }
  void pass(Platform& platform) override {
    for (; next_ < acts_.size() && acts_[next_].at <= platform.now(); ++next_) {
      const std::size_t place = acts_[next_].place;
      if (const auto id = platform.holder(place)) platform.restart_id(platform.names()[place], *id);
    }
  }

 private:
  std::vector<Optimum::Restart> acts_;
  std::size_t next_ = 0;
};

template <class Kind>
std::unique_ptr<Policy> plain(const Optimum&) {
  return std::make_unique<Kind>();
}

}  // namespace

const std::vector<PolicyRow>& policies() {
  static const std::vector<PolicyRow> table = {
      {"nothing", "Heroku alone: daily cycling and R15", plain<Nothing>},
      {"nightly", "every dyno at 04:00 UTC, at once", plain<Nightly>},
      {"r14_all", "any R14 restarts all web dynos", plain<AllOnR14>},
      {"whacamole", "memory_total over 1000 MB on one sample, web only, by name",
       [](const Optimum&) -> std::unique_ptr<Policy> { return std::make_unique<Whacamole>(0); }},
      {"whacamole90", "the same at 90 % of the dyno's quota",
       [](const Optimum&) -> std::unique_ptr<Policy> { return std::make_unique<Whacamole>(0.9); }},
      {"one_sample", "memory_total over the quota on one sample, by name", plain<OneSample>},
      {"fixed90", "RSS + swap over 90 % for three samples, one at a time",
       [](const Optimum&) -> std::unique_ptr<Policy> { return std::make_unique<Fixed>(0.9); }},
      {"swapguard", "this program with nothing set", make_swapguard},
      {"clairvoyant", "knows the whole future; what can be reached",
       [](const Optimum& optimum) -> std::unique_ptr<Policy> {
         return std::make_unique<Clairvoyant>(optimum.schedule());
       }},
  };
  return table;
}

}  // namespace swapguard::bench
