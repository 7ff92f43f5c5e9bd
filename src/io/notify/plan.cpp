#include "io/notify/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace swapguard::notify {
namespace {

using guard::JournalEntry;
using guard::Kind;

// What ends an alarm. Of the same app; an empty reason: any.
struct Closing {
  Kind opens, closes;
  std::string_view reason;
};
constexpr std::array<Closing, 5> closings{{{Kind::blind, Kind::seeing, ""},
                                           {Kind::not_helping, Kind::release, ""},
                                           {Kind::not_helping, Kind::outcome, "helped"},
                                           {Kind::restart_failed, Kind::restarted, ""},
                                           {Kind::budget, Kind::restart, ""}}};

// Few by their nature, and what the reader of a channel that names them waits for.
bool is_decision(Kind kind) {
  constexpr std::array kinds{Kind::restart,     Kind::restarted, Kind::restart_failed, Kind::budget,
                             Kind::not_helping, Kind::paused,    Kind::resumed,        Kind::release};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Until the same topic may be told again.
Duration quiet_after(Kind kind, int told_times) {
  if (is_decision(kind)) return told_times == 1 ? minutes{1} : minutes{15};
  return told_times == 1 ? Duration{hours{1}} : Duration{hours{24}};
}

// Kinds that a digest counts.
bool is_counted(Kind kind) {
  constexpr std::array kinds{
      Kind::restarted,  Kind::restart_failed, Kind::would_restart, Kind::held,   Kind::r14,
      Kind::r15,        Kind::crashed,        Kind::blind,         Kind::budget, Kind::platform_restart,
      Kind::not_helping};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// FNV-1a: short, and the same everywhere. Nobody gains anything by two messages of the same name.
std::string id_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 1099511628211ULL;
  }
  return fmt::format("msg_{:016x}", hash);
}

std::string id_of(Message::What what, const JournalEntry& entry) {
  return id_of(fmt::format("{} {} {} {} {} {} {}", static_cast<int>(what), entry.app.text,
                           guard::to_text(entry.kind), entry.dyno.text, entry.decision.text,
                           entry.at.time_since_epoch().count(), entry.reason));
}

Message first_of(Message::What what, Kind topic, const JournalEntry& entry, Instant now) {
  Message message;
  message.what = what;
  message.id = id_of(what, entry);
  message.app = entry.app;
  message.kind = topic;
  message.due = now;
  message.since = now;
  message.count = 1;
  message.entries = {entry};
  return message;
}

}  // namespace

const std::vector<Kind>& usual_kinds(bool pages) {
  static const std::vector<Kind> told{Kind::blind,  Kind::seeing,      Kind::restart_failed,
                                      Kind::budget, Kind::not_helping, Kind::r15};
  static const std::vector<Kind> paged{Kind::blind, Kind::not_helping};
  return pages ? paged : told;
}

bool can_page(Kind kind) {
  return std::any_of(closings.begin(), closings.end(), [&](const auto& row) { return row.opens == kind; });
}

Plan::Plan(Rules rules) : rules_(std::move(rules)) {
  if (rules_.kinds.empty()) rules_.kinds = usual_kinds(rules_.pages);
}

bool Plan::wants(Kind kind) const {
  const bool named = std::find(rules_.kinds.begin(), rules_.kinds.end(), kind) != rules_.kinds.end();
  return named && (!rules_.pages || can_page(kind));
}

Plan::Topic* Plan::find(const AppName& app, Kind kind) {
  const auto found = topics_.find({app, kind});
  return found == topics_.end() ? nullptr : &found->second;
}

void Plan::take(const JournalEntry& entry, Instant now) {
  expect_digest(now);
  const auto& apps = rules_.apps;
  const bool of_another = std::find(apps.begin(), apps.end(), entry.app) == apps.end();
  if (!apps.empty() && !entry.app.empty() && of_another) return;
  if (rules_.digest && !rules_.pages && is_counted(entry.kind)) ++day_[entry.app][entry.kind];
  close_alarms(entry, now);
  // That it sees again is news only for those who know that it was blind.
  if (wants(entry.kind) && entry.kind != Kind::seeing) open(entry, now);
}

void Plan::close_alarms(const JournalEntry& entry, Instant now) {
  for (const Closing& row : closings) {
    const bool fits = row.closes == entry.kind && (row.reason.empty() || row.reason == entry.reason);
    if (!fits || !wants(row.opens)) continue;
    Topic* topic = find(entry.app, row.opens);
    if (topic != nullptr) {
      close(*topic, row.opens, entry, now);
    } else if (rules_.pages &&
               (unopened_.insert({entry.app, row.opens}).second || row.opens == Kind::blind)) {
      // Perhaps triggered before this start, or by another instance; to resolve what is not there does no
      // harm. Restarts come often: once is enough for what they close.
      closings_.push_back(first_of(Message::What::resolve, row.opens, entry, now));
    }
  }
}

void Plan::close(Topic& topic, Kind opened, const JournalEntry& entry, Instant now) {
  const bool told = std::exchange(topic.told, false);
  if (rules_.pages || opened == Kind::blind) topic.pending.reset();  // over before anybody was told
  if (!told) return;
  if (rules_.pages) {
    closings_.push_back(first_of(Message::What::resolve, opened, entry, now));
  } else if (opened == Kind::blind && wants(Kind::seeing)) {
    closings_.push_back(first_of(Message::What::news, Kind::seeing, entry, now));
  }
}

void Plan::open(const JournalEntry& entry, Instant now) {
  const Key key{entry.app, entry.kind};
  if (!topics_.contains(key) && topics_.size() >= topics_most) return;
  Topic& topic = topics_[key];
  const bool was_calm = now >= topic.quiet_until && now - topic.last_event >= calm;
  topic.last_event = now;
  if (rules_.pages && topic.told) return;
  if (was_calm && !topic.pending) topic.told_times = 0;
  if (!topic.pending) {
    const auto what = rules_.pages ? Message::What::trigger : Message::What::news;
    topic.pending = first_of(what, entry.kind, entry, now);
    return;
  }
  ++topic.pending->count;
  if (topic.pending->entries.size() < entries_most) topic.pending->entries.push_back(entry);
}

Instant Plan::due_of(const Topic& topic) const {
  Instant at = std::max(topic.pending->since + group_within, topic.quiet_until);
  if (sent_.size() >= burst_most) at = std::max(at, sent_[sent_.size() - burst_most] + burst_within);
  return at;
}

Message Plan::emit(Topic& topic, Instant at) {
  Message message = *std::exchange(topic.pending, std::nullopt);
  message.due = at;
  topic.told = true;
  ++topic.told_times;
  topic.quiet_until = at + (rules_.pages ? page_gap : quiet_after(message.kind, topic.told_times));
  sent_.push_back(at);
  if (sent_.size() > burst_most) sent_.pop_front();
  return message;
}

std::vector<Message> Plan::due(Instant now) {
  expect_digest(now);
  std::vector<Message> messages = std::exchange(closings_, {});
  while (true) {
    Topic* next = nullptr;
    for (auto& [key, topic] : topics_) {
      if (topic.pending && (next == nullptr || due_of(topic) < due_of(*next))) next = &topic;
    }
    if (next == nullptr || due_of(*next) > now) break;
    messages.push_back(emit(*next, due_of(*next)));
  }
  add_digest(now, messages);
  return messages;
}

void Plan::expect_digest(Instant now) {
  if (!rules_.digest || rules_.pages || digest_at_) return;
  digest_at_ = std::chrono::floor<days>(now) + *rules_.digest;
  if (*digest_at_ <= now) *digest_at_ += days{1};
}

void Plan::add_digest(Instant now, std::vector<Message>& messages) {
  if (!digest_at_ || now < *digest_at_) return;
  if (!day_.empty()) {
    Message digest;
    digest.what = Message::What::digest;
    digest.id = id_of(fmt::format("digest {}", digest_at_->time_since_epoch().count()));
    digest.due = *digest_at_;
    digest.since = *digest_at_ - days{1};
    digest.day = std::exchange(day_, {});
    for (const auto& [app, kinds] : digest.day) {
      for (const auto& [kind, count] : kinds) digest.count += count;
    }
    messages.push_back(std::move(digest));
  }
  while (*digest_at_ <= now) *digest_at_ += days{1};
}

std::optional<Instant> Plan::next_due() const {
  std::optional<Instant> next = day_.empty() ? std::nullopt : digest_at_;
  const auto consider = [&next](Instant at) { next = next ? std::min(*next, at) : at; };
  for (const auto& [key, topic] : topics_) {
    if (topic.pending) consider(due_of(topic));
  }
  for (const Message& message : closings_) consider(message.due);
  return next;
}

std::vector<Message> still_to_tell(std::vector<Message> messages, const std::set<std::string>& told,
                                   Instant now) {
  std::map<std::pair<AppName, Kind>, std::string> open;  // the trigger that nothing resolved
  for (const Message& message : messages) {
    if (message.what == Message::What::trigger) open[{message.app, message.kind}] = message.id;
    if (message.what == Message::What::resolve) open.erase({message.app, message.kind});
  }
  std::erase_if(messages, [&](const Message& message) {
    if (told.contains(message.id)) return true;
    if (message.what != Message::What::trigger) return now - message.due > message.worth();
    const auto found = open.find({message.app, message.kind});
    return found == open.end() || found->second != message.id;
  });
  return messages;
}

}  // namespace swapguard::notify
