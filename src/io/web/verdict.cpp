#include "io/web/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace swapguard::web {
namespace {

using api::AppPicture;
using api::DynoPicture;
using guard::Kind;
using history::StoredEntry;

constexpr Duration soon = minutes{90};
constexpr Duration still_news = hours{2};
constexpr std::string_view nothing_to_do = "Nothing for you to do.";

// What a verdict is made of.
struct Facts {
  const AppPicture& app;
  const std::vector<StoredEntry>& recent;
  Instant now;
  const std::optional<std::string>& storage;

  std::vector<const DynoPicture*> running() const;
  const DynoPicture* fullest() const;
  const DynoPicture* first_that(bool (*holds)(const DynoPicture&)) const;
  const StoredEntry* newest(Kind kind, Duration within) const;
  bool came_after(const StoredEntry& entry, std::initializer_list<Kind> kinds) const;
  std::string others_fine(const DynoPicture& but) const;
};

std::vector<const DynoPicture*> Facts::running() const {
  std::vector<const DynoPicture*> all;
  for (const auto& dyno : app.dynos) {
    if (dyno.current) all.push_back(&dyno);
  }
  return all;
}

const DynoPicture* Facts::fullest() const {
  const auto all = running();
  const auto found = std::max_element(all.begin(), all.end(), [](const auto* left, const auto* right) {
    return left->percent().value_or(0) < right->percent().value_or(0);
  });
  return found == all.end() ? nullptr : *found;
}

const DynoPicture* Facts::first_that(bool (*holds)(const DynoPicture&)) const {
  const auto all = running();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto* dyno) { return holds(*dyno); });
  return found == all.end() ? nullptr : *found;
}

const StoredEntry* Facts::newest(Kind kind, Duration within) const {
  const auto found =
      std::find_if(recent.begin(), recent.end(), [&](const auto& each) { return each.entry.kind == kind; });
  return found == recent.end() || now - found->entry.at > within ? nullptr : &*found;
}

bool Facts::came_after(const StoredEntry& entry, std::initializer_list<Kind> kinds) const {
  return std::any_of(recent.begin(), recent.end(), [&](const auto& each) {
    return each.number > entry.number &&
           std::find(kinds.begin(), kinds.end(), each.entry.kind) != kinds.end();
  });
}

std::string Facts::others_fine(const DynoPicture& but) const {
  int fine = 0, others = 0;
  for (const auto* dyno : running()) {
    if (dyno->dyno == but.dyno) continue;
    ++others;
    if (standing_of(*dyno, app, now).tone == Tone::ok) ++fine;
  }
  if (others == 0) return "";
  if (fine == others) {
    return others == 1 ? " The other dyno is fine." : fmt::format(" The other {} dynos are fine.", others);
  }
  return fmt::format(" Of the other {}, {} fine.", others, fine == 1 ? "1 is" : fmt::format("{} are", fine));
}

std::string level_of(const DynoPicture& dyno) {
  if (!dyno.used) return "Nothing is known of its memory.";
  std::string text = "It uses " + megabytes_text(*dyno.used);
  if (dyno.quota)
    text = fmt::format("It uses {:.0f} of {}", dyno.used->to_megabytes(), megabytes_text(*dyno.quota));
  if (dyno.growth && *dyno.growth > 0) text += " and grows " + growth_text(dyno.growth).substr(1);
  return text + ".";
}

// What others wrote may end with a full stop of its own.
std::string sentence(const std::string& text) { return text.ends_with('.') ? text : text + "."; }

std::string last_restart(const Facts& facts) {
  const StoredEntry* last = facts.newest(Kind::restart, days{1});
  if (last == nullptr) return "";
  return fmt::format(" Last restart: {} at {} UTC.", last->entry.dyno.text, clock_text(last->entry.at));
}

using Answer = std::optional<Verdict>;

Answer storage_lost(const Facts& facts) {
  if (!facts.storage) return std::nullopt;
  return Verdict{Tone::bad, "The history cannot be written, so nothing is restarted",
                 *facts.storage + ". swapguard goes on watching and tries again."};
}

Answer blind(const Facts& facts) {
  if (!facts.app.blind) return std::nullopt;
  const StoredEntry* entry = facts.newest(Kind::blind, days{90});
  const std::string why = entry == nullptr ? spoken(*facts.app.blind) : entry->entry.title;
  return Verdict{Tone::bad, fmt::format("Blind: swapguard does not see {}", facts.app.app.text),
                 fmt::format("Nothing is restarted until samples come again ({}). Find out why: swapguard "
                             "doctor -a {}",
                             why, facts.app.app.text)};
}

Answer first_run(const Facts& facts) {
  if (facts.app.last_sample && !facts.app.dynos.empty()) return std::nullopt;
  if (facts.app.last_sample) {
    return Verdict{Tone::calm, facts.app.app.text + " runs no dyno that is watched",
                   "Samples came before; perhaps it is scaled to 0. " + std::string(nothing_to_do)};
  }
  return Verdict{Tone::calm, "Waiting for the first sample of " + facts.app.app.text,
                 "Heroku sends one about every 20 s for each dyno. The setup page tells what is needed."};
}

Answer paused(const Facts& facts) {
  if (!facts.app.paused) return std::nullopt;
  const auto until = facts.app.paused_until;
  const auto* fullest = facts.fullest();
  std::string rest = "Nothing is restarted; what would be due is shown as held back.";
  if (fullest != nullptr) {
    rest += fmt::format(" The fullest dyno, {}, uses {} of its quota.", fullest->dyno.text,
                        percent_text(fullest->percent()));
  }
  return Verdict{Tone::warn,
                 until ? fmt::format("Paused until {} UTC", near_text(*until, facts.now)) : "Paused",
                 rest + (until ? " It goes on by itself." : " Resume it when you are done.")};
}

Answer budget_used(const Facts& facts) {
  const auto& app = facts.app;
  if (app.budget <= 0 || app.budget_used < app.budget) return std::nullopt;
  return Verdict{
      Tone::bad,
      fmt::format("The budget is used up: {} in {}", count_text(app.budget_used, "restart", "restarts"),
                  describe_duration(app.budget_per)),
      "No dyno is restarted until it has room again. So many restarts mean that memory fills "
      "faster than restarts can help: look for the leak."};
}

Answer does_not_help(const Facts& facts) {
  const StoredEntry* entry = facts.newest(Kind::not_helping, still_news);
  if (entry == nullptr || facts.came_after(*entry, {Kind::release, Kind::scale})) return std::nullopt;
  return Verdict{Tone::bad, "Restarts do not help",
                 sentence(entry->entry.title) + " Think of a larger dyno size, or fewer processes in each."};
}

Answer failed(const Facts& facts) {
  const StoredEntry* entry = facts.newest(Kind::restart_failed, soon);
  if (entry == nullptr || facts.came_after(*entry, {Kind::restarted})) return std::nullopt;
  return Verdict{Tone::bad, entry->entry.dyno.text + " could not be restarted",
                 sentence(entry->entry.title) + " Look at its evidence below."};
}

Answer restarting(const Facts& facts) {
  const auto* dyno = facts.first_that([](const DynoPicture& each) { return each.verdict == "restarting"; });
  if (dyno == nullptr) return std::nullopt;
  const StoredEntry* entry = facts.newest(Kind::restart, soon);
  const bool is_its = entry != nullptr && entry->entry.dyno == dyno->dyno;
  return Verdict{Tone::warn, dyno->dyno.text + " is being restarted",
                 (is_its ? "Why: " + entry->entry.title + "." : level_of(*dyno)) + facts.others_fine(*dyno) +
                     " " + std::string(nothing_to_do)};
}

Answer held(const Facts& facts) {
  const auto* dyno =
      facts.first_that([](const DynoPicture& each) { return each.verdict.starts_with("held"); });
  if (dyno == nullptr) return std::nullopt;
  const auto colon = dyno->verdict.find(':');
  const std::string guard = colon == std::string::npos ? "a guard" : spoken(dyno->verdict.substr(colon + 1));
  const StoredEntry* entry = facts.newest(Kind::held, soon);
  const bool is_its = entry != nullptr && entry->entry.dyno == dyno->dyno;
  return Verdict{dyno->percent().value_or(0) >= 100 ? Tone::bad : Tone::warn,
                 fmt::format("{} is due but held back: {}", dyno->dyno.text, guard),
                 (is_its ? entry->entry.title + "." : level_of(*dyno)) + facts.others_fine(*dyno) +
                     " It is restarted once that guard lets it."};
}

Answer due(const Facts& facts) {
  const auto* dyno = facts.first_that(
      [](const DynoPicture& each) { return each.verdict == "due" || each.verdict == "would_restart"; });
  if (dyno == nullptr) return std::nullopt;
  const bool acts = facts.app.armed;
  return Verdict{Tone::warn,
                 dyno->dyno.text + (acts ? " is due and will be restarted" : " would be restarted now"),
                 level_of(*dyno) + facts.others_fine(*dyno) +
                     (acts ? " " + std::string(nothing_to_do)
                           : " Observe mode: nothing is restarted until you arm it.")};
}

Answer over_quota(const Facts& facts) {
  const auto* dyno = facts.fullest();
  if (dyno == nullptr || dyno->percent().value_or(0) < 100) return std::nullopt;
  return Verdict{Tone::bad, dyno->dyno.text + " is over its quota and swaps",
                 level_of(*dyno) + facts.others_fine(*dyno) +
                     " No rule wants a restart yet: the limit must be passed for some samples."};
}

Answer near(const Facts& facts) {
  const DynoPicture* next = nullptr;
  for (const auto* dyno : facts.running()) {
    if (!dyno->to_limit || *dyno->to_limit > soon) continue;
    if (next == nullptr || *dyno->to_limit < *next->to_limit) next = dyno;
  }
  if (next == nullptr) return std::nullopt;
  std::string rest = level_of(*next);
  if (next->to_quota) {
    rest.back() = ';';
    rest += fmt::format(" it would start swapping at about {} UTC.", clock_text(facts.now + *next->to_quota));
  }
  return Verdict{
      Tone::warn,
      fmt::format("{} {} restarted around {} UTC", next->dyno.text, facts.app.armed ? "will be" : "would be",
                  clock_text(facts.now + *next->to_limit)),
      rest + facts.others_fine(*next) + last_restart(facts) + " " +
          (facts.app.armed ? std::string(nothing_to_do)
                           : "Observe mode: nothing is restarted until you arm it.")};
}

// Nothing is due, and yet the table below names one that is not fine.
Answer needs_a_look(const Facts& facts) {
  for (const Tone tone : {Tone::bad, Tone::warn}) {
    for (const auto* dyno : facts.running()) {
      const Standing standing = standing_of(*dyno, facts.app, facts.now);
      if (standing.tone != tone) continue;
      return Verdict{tone, dyno->dyno.text + ": " + standing.word,
                     level_of(*dyno) + facts.others_fine(*dyno) + last_restart(facts) +
                         " No rule wants a restart yet. " + std::string(nothing_to_do)};
    }
  }
  return std::nullopt;
}

Verdict fine(const Facts& facts) {
  const auto count = static_cast<int>(facts.running().size());
  const auto* fullest = facts.fullest();
  std::string rest;
  if (fullest != nullptr) {
    rest = fmt::format("{} is the fullest: {} of its quota.", fullest->dyno.text,
                       percent_text(fullest->percent()));
  }
  rest += last_restart(facts);
  if (!facts.app.armed) {
    rest += fmt::format(" Observe mode: nothing is restarted. To arm it: swapguard arm -a {}",
                        facts.app.app.text);
  } else {
    rest += " " + std::string(nothing_to_do);
  }
  return {Tone::ok, count == 1 ? "The dyno is fine" : fmt::format("All {} dynos are fine", count), rest};
}

// The first that has an answer speaks.
constexpr std::array<Answer (*)(const Facts&), 13> questions{
    storage_lost, blind, first_run, paused,     budget_used, does_not_help, failed,
    restarting,   held,  due,       over_quota, near,        needs_a_look};

}  // namespace

std::vector<Kind> kinds_of_verdict() {
  return {Kind::blind,   Kind::held,           Kind::not_helping, Kind::release,
          Kind::restart, Kind::restart_failed, Kind::restarted,   Kind::scale};
}

Verdict verdict_of(const AppPicture& app, const std::vector<StoredEntry>& recent, Instant now,
                   const std::optional<std::string>& storage) {
  const Facts facts{app, recent, now, storage};
  for (const auto question : questions) {
    if (auto answer = question(facts)) return *std::move(answer);
  }
  return fine(facts);
}

}  // namespace swapguard::web
