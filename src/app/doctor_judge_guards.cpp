// The check for other guards of the same app: two would restart twice.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/doctor_judge.h"

namespace swapguard::app {
namespace {

bool is_word_in(std::string_view word, std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text.find(word) != text.npos;
}

// Where on this machine a swapguard answers that guards the app.
std::vector<std::string> places_here(const DoctorFacts& facts, const AppName& app) {
  std::vector<std::string> places;
  for (const auto& running : facts.running) {
    if (std::find(running.apps.begin(), running.apps.end(), app) != running.apps.end()) {
      places.push_back(running.where);
    }
  }
  return places;
}

}  // namespace

Finding judge_guards(const DoctorFacts& facts, const AppFacts& app) {
  constexpr std::array<std::string_view, 2> guards{"whacamole", "swapguard"};
  Finding finding{.text = "no other one found"};
  const auto here = places_here(facts, app.name());
  if (here.size() == 1) finding.text = "the one that runs here; no other one found";
  if (here.size() > 1) {
    finding.status = Status::fail;
    finding.text =
        fmt::format("{} swapguards run here and guard it: they would restart twice [SG1402]", here.size());
    finding.hints = {fmt::format("they answer at {} and {}: stop one of them", here[0], here[1])};
    return finding;
  }
  if (app.formation && *app.formation) {
    for (const auto& entry : **app.formation) {
      const bool is_self = facts.own_dyno.starts_with(entry.type.text + ".");
      const auto named = std::find_if(guards.begin(), guards.end(), [&](std::string_view word) {
        return is_word_in(word, entry.type.text + " " + entry.command);
      });
      if (entry.quantity == 0 || is_self || named == guards.end()) continue;
      finding.status = Status::fail;
      finding.text = fmt::format("process type {} runs {}: two guards would restart twice [SG1402]",
                                 entry.type.text, *named);
      finding.hints = {fmt::format("unless it is this one:  heroku ps:scale {}=0 -a {}", entry.type.text,
                                   app.name().text)};
    }
  }
  if (finding.status == Status::fail || !app.drains || !*app.drains) return finding;
  for (const auto& drain : **app.drains) {
    const auto address = drain_address(drain.url);
    if (address.path != "/logs/" + app.name().text) continue;
    const bool drained = app.settings.input == config::Input::drain;
    if (drained && is_ours(address, app.name(), facts.loaded->settings.http.public_url)) continue;
    finding.status = Status::warn;
    finding.text = fmt::format("a drain goes to a swapguard at {}", address.host);
    finding.hints = {"two would restart twice: is it still there?  heroku drains -a " + app.name().text};
  }
  return finding;
}

}  // namespace swapguard::app
