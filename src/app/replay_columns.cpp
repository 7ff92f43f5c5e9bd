#include "app/replay_columns.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/facts.h"
#include "app/settings.h"
#include "app/text_file.h"

namespace swapguard::app {
namespace {

// --facts, else what `run --record` left beside the log.
std::string facts_file(const Arguments& arguments) {
  if (arguments.has("facts")) return arguments.value("facts");
  for (const auto& file : arguments.positional()) {
    const std::string beside = facts_beside(file);
    std::error_code ignored;
    if (file != "-" && std::filesystem::exists(beside, ignored)) return beside;
  }
  return "";
}

Result<std::optional<Facts>, Problem> read_facts(const Arguments& arguments) {
  const std::string file = facts_file(arguments);
  if (file.empty()) return std::nullopt;
  const auto text = read_text_file(file);
  if (!text) return failure(text.error());
  auto facts = parse_facts(*text);
  if (!facts) {
    return failure(
        Problem{.code = "SG0004",
                .message = "the facts in " + file + " cannot be read",
                .evidence = {facts.error()},
                .hints = {R"(Like: {"app":"my-app","formation":{"web":{"quantity":2,"quota_mb":512}}})"}});
  }
  return *std::move(facts);
}

// `policy.restart_at=85%,policy.cooldown=30m`: a comma that a key and its equals sign follow parts two of
// them.
Result<void, Problem> add_settings(const std::string& text, config::Sources& sources) {
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t equals = text.find('=', from);
    if (equals == std::string::npos || equals == from) {
      return failure(Problem{
          .code = "SG0002",
          .message = fmt::format("--compare needs a file or KEY=VALUE, not \"{}\"", text.substr(from)),
          .hints = {"Like: --compare other.toml", "Or:   --compare policy.restart_at=85%"}});
    }
    std::size_t end = text.find('=', equals + 1);
    if (end != std::string::npos) end = text.rfind(',', end);
    if (end == std::string::npos || end < equals) end = text.size();
    sources.flags[text.substr(from, equals - from)] = text.substr(equals + 1, end - equals - 1);
    from = end + 1;
  }
  return {};
}

std::string name_of_file(const std::string& path) { return std::filesystem::path(path).filename().string(); }

// What stands in --compare is no --set.
Complaint placed(Complaint complaint) {
  constexpr std::string_view elsewhere = "--set ";
  if (auto* faults = std::get_if<config::Faults>(&complaint)) {
    for (auto& fault : *faults) {
      std::string& source = fault.place.source;
      if (source.starts_with(elsewhere)) source.replace(0, elsewhere.size(), "--compare ");
    }
  }
  return complaint;
}

class Planner {
 public:
  Planner(const Arguments& arguments, std::optional<Facts> facts)
      : arguments_(arguments), facts_(std::move(facts)), app_(arguments.value("app")) {
    if (app_.empty() && facts_) app_ = facts_->formation.app;
  }

  Result<ReplayPlan, Complaint> plan() {
    const auto sources = sources_of(arguments_);
    if (!sources) return failure(Complaint(sources.error()));
    auto own = policy_from(*sources, app_);
    if (!own) return failure(own.error());
    ReplayPlan plan;
    plan.own = setting(own->policy);
    plan.own_name = own->file.empty() ? "defaults" : name_of_file(own->file);
    if (arguments_.has("set")) plan.own_name += ", --set";
    for (const auto& text : arguments_.values("compare")) {
      auto column = compared(text, *sources);
      if (!column) return failure(column.error());
      plan.compare.push_back(*std::move(column));
    }
    return plan;
  }

 private:
  rehearse::Setting setting(const policy::AppPolicy& policy) const {
    rehearse::Setting setting{.policy = policy, .facts = {}, .dynos = {}};
    if (!facts_) return setting;
    setting.facts = facts_->formation;
    setting.dynos = facts_->dynos;
    return setting;
  }

  // A file stands for itself; settings are laid over this configuration.
  Result<PlannedColumn, Complaint> compared(const std::string& text, config::Sources sources) const {
    std::error_code ignored;
    const bool is_file = text.find('=') == std::string::npos || std::filesystem::exists(text, ignored);
    if (is_file) {
      sources.file = text;
      for (const auto& set : arguments_.values("set")) sources.flags.erase(set.substr(0, set.find('=')));
    } else if (const auto added = add_settings(text, sources); !added) {
      return failure(Complaint(added.error()));
    }
    const auto policy = policy_from(std::move(sources), app_);
    if (!policy) return failure(placed(policy.error()));
    return PlannedColumn{is_file ? name_of_file(text) : text, setting(policy->policy)};
  }

  const Arguments& arguments_;
  std::optional<Facts> facts_;
  AppName app_;
};

}  // namespace

Result<ReplayPlan, Complaint> plan_replay(const Arguments& arguments) {
  auto facts = read_facts(arguments);
  if (!facts) return failure(Complaint(facts.error()));
  return Planner(arguments, *std::move(facts)).plan();
}

}  // namespace swapguard::app
