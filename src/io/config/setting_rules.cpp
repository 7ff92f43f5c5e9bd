// The table's rules: what may differ from one process type to the next.
#include "io/config/setting_fields.h"

namespace swapguard::config {
namespace {

using policy::TypePolicy;

template <class T>
auto rule(T TypePolicy::*member) {
  return [member](const Draft& draft) -> T& { return draft.rules->*member; };
}

template <class T, class Parse>
Read reads_rule(T TypePolicy::*member, Parse parse) {
  return reads(parse, [member](Draft& draft, T value) { draft.rules->*member = std::move(value); });
}

template <class T>
Print prints_rule(T TypePolicy::*member) {
  return [member](const Draft& draft) { return toml_string((draft.rules->*member).text()); };
}

Setting span_rule(std::string_view name, Duration TypePolicy::*member, Duration least, Duration most,
                  std::string_view range, std::string_view environment, std::string_view doc) {
  return {.scope = Scope::rules,
          .section = "policy",
          .name = name,
          .kind = "duration",
          .range = range,
          .environment = environment,
          .doc = doc,
          .read = reads_span(rule(member), least, most),
          .print = prints_span(rule(member))};
}

template <class T, class Parse, class Format>
Setting off_or_rule(std::string_view name, std::optional<T> TypePolicy::*member, std::string_view kind,
                    std::string_view range, std::string_view environment, std::string_view doc, Parse parse,
                    Format format) {
  return {.scope = Scope::rules,
          .section = "policy",
          .name = name,
          .kind = kind,
          .range = range,
          .environment = environment,
          .doc = doc,
          .read = off_or(
              "off", [member](Draft& draft) { (draft.rules->*member).reset(); },
              reads(parse, [member](Draft& draft, T value) { draft.rules->*member = value; })),
          .print = [member, format](const Draft& draft) {
            const auto& value = draft.rules->*member;
            return value ? format(*value) : toml_string("off");
          }};
}

std::vector<Setting> when_rules() {
  return {
      {.scope = Scope::rules,
       .section = "policy",
       .name = "restart_at",
       .kind = "percentage or size",
       .range = "10% to 300% of the dyno's quota, or from 16MB; a bare number is MB",
       .environment = "SWAPGUARD_RESTART_AT",
       .doc = "restart when RSS + swap passes this",
       .read = reads_rule(&TypePolicy::restart_at, parse_limit),
       .print = prints_rule(&TypePolicy::restart_at),
       .alias = "restart_threshold"},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "for",
       .kind = "samples or duration",
       .range = R"("3 samples", "60s" or "5 of 15"; at most 64 samples)",
       .environment = "SWAPGUARD_FOR",
       .doc = "and stays there for this long",
       .read = reads_rule(&TypePolicy::sustained, parse_sustained),
       .print = prints_rule(&TypePolicy::sustained)},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "urgent_at",
       .kind = "percentage or size",
       .range = "above restart_at",
       .environment = "SWAPGUARD_URGENT_AT",
       .doc = "from here on protected windows and a falling memory no longer hold it back",
       .read = reads_rule(&TypePolicy::urgent_at, parse_limit),
       .print = prints_rule(&TypePolicy::urgent_at)},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "urgent_for",
       .kind = "samples or duration",
       .range = "as `for`",
       .environment = "SWAPGUARD_URGENT_FOR",
       .doc = "how long urgent_at must be passed",
       .read = reads_rule(&TypePolicy::urgent_for, parse_sustained),
       .print = prints_rule(&TypePolicy::urgent_for)},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "min_healthy",
       .kind = "number or percentage",
       .range = "0 to 10000, or below 100% of the quantity",
       .environment = "SWAPGUARD_MIN_HEALTHY",
       .doc = "so many dynos of the type stay up",
       .read = reads_rule(&TypePolicy::min_healthy, parse_min_healthy),
       .print =
           [](const Draft& draft) {
             const auto& value = draft.rules->min_healthy;
             return std::holds_alternative<int>(value.value) ? value.text() : toml_string(value.text());
           }},
  };
}

// In the order of policy::Daily.
const std::vector<std::string> daily_words = {"off", "leaking", "quiet"};

std::vector<Setting> signal_rules() {
  return {
      {.scope = Scope::rules,
       .section = "policy",
       .name = "quiet_moment",
       .kind = "true or false",
       .environment = "SWAPGUARD_QUIET_MOMENT",
       .doc = "restart before the limit when it hurts least, and wait out spikes",
       .read = reads_rule(&TypePolicy::quiet_moment, parse_switch),
       .print = [](const Draft& draft) { return std::string{draft.rules->quiet_moment ? "true" : "false"}; }},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "daily",
       .kind = R"("off", "leaking" or "quiet")",
       .environment = "SWAPGUARD_DAILY",
       .doc = "ahead of the platform's cycling, in a quiet hour: no dyno, those that leak, or every one",
       .read = reads(
           [](std::string_view text) { return parse_word(text, daily_words); },
           [](Draft& draft, std::size_t word) { draft.rules->daily = static_cast<policy::Daily>(word); }),
       .print =
           [](const Draft& draft) {
             return toml_string(daily_words[static_cast<std::size_t>(draft.rules->daily)]);
           }},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "ahead",
       .kind = "duration",
       .range = R"("off", or 1m to 6h; below cooldown)",
       .environment = "SWAPGUARD_AHEAD",
       .doc = "restart earlier when the forecast reaches the quota within this",
       .read = off_or(
           "off", [](Draft& draft) { draft.rules->ahead = {}; },
           reads_span(rule(&TypePolicy::ahead), minutes{1}, hours{6})),
       .print =
           [](const Draft& draft) {
             const Duration ahead = draft.rules->ahead;
             return toml_string(ahead == Duration{0} ? "off" : format_duration(ahead));
           }},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "use_harm_level",
       .kind = "true or false",
       .environment = "SWAPGUARD_USE_HARM_LEVEL",
       .doc =
           "restart from the level on at which requests were seen to fare worse, if it is below restart_at",
       .read = reads_rule(&TypePolicy::use_harm_level, parse_switch),
       .print =
           [](const Draft& draft) { return std::string{draft.rules->use_harm_level ? "true" : "false"}; }},
      off_or_rule("swap_growth", &TypePolicy::swap_growth, "size", R"("off", or from 1MB)",
                  "SWAPGUARD_SWAP_GROWTH",
                  "restart when swap grows by this within `for` while over the quota", parse_amount,
                  [](Bytes size) { return toml_string(format_size(size)); }),
      {.scope = Scope::rules,
       .section = "policy",
       .name = "r14",
       .kind = "number in a duration",
       .range = R"("off", or as "3 in 2m"; at most 16)",
       .environment = "SWAPGUARD_R14",
       .doc = "restart after so many R14 errors of a dyno whose samples do not come",
       .read = off_or(
           "off", [](Draft& draft) { draft.rules->r14_count = 0; },
           reads(parse_r14,
                 [](Draft& draft, Rate rate) {
                   draft.rules->r14_count = rate.count;
                   draft.rules->r14_within = rate.span;
                 })),
       .print =
           [](const Draft& draft) {
             const TypePolicy& rules = *draft.rules;
             return toml_string(rules.r14_count == 0 ? "off"
                                                     : rate_text({rules.r14_count, rules.r14_within}));
           }},
  };
}

std::vector<Setting> pace_rules() {
  Setting cooldown = span_rule("cooldown", &TypePolicy::cooldown, Duration{0}, days{7}, "0s to 7d",
                               "SWAPGUARD_COOLDOWN", "between two restarts of the same dyno");
  cooldown.alias = "restart_window";
  return {
      span_rule("min_uptime", &TypePolicy::min_uptime, Duration{0}, days{1}, "0s to 1d",
                "SWAPGUARD_MIN_UPTIME", "a younger dyno is left alone unless it is over its quota"),
      cooldown,
      {.scope = Scope::rules,
       .section = "policy",
       .name = "at_once",
       .kind = "number",
       .range = "1 to 100",
       .environment = "SWAPGUARD_AT_ONCE",
       .doc = "so many dynos of a type restart at the same time",
       .read =
           reads_rule(&TypePolicy::at_once, [](std::string_view text) { return parse_whole(text, 1, 100); }),
       .print = [](const Draft& draft) { return std::to_string(draft.rules->at_once); }},
      {.scope = Scope::rules,
       .section = "policy",
       .name = "lone",
       .kind = "true or false",
       .environment = "SWAPGUARD_LONE",
       .doc = "the only dyno of a type may be restarted",
       .read = reads_rule(&TypePolicy::lone, parse_switch),
       .print = [](const Draft& draft) { return std::string{draft.rules->lone ? "true" : "false"}; }},
      span_rule("gap", &TypePolicy::gap, Duration{0}, hours{6}, "0s to 6h", "SWAPGUARD_GAP",
                "between two restarts of a type"),
      span_rule("replacement_within", &TypePolicy::replacement_within, seconds{30}, hours{1}, "30s to 1h",
                "SWAPGUARD_REPLACEMENT_WITHIN", "then a replacement that has not come is reported"),
      {.scope = Scope::rules,
       .section = "policy",
       .name = "busy_command",
       .kind = "list of texts",
       .range = "the program by its absolute path, then its arguments; no shell",
       .doc = "asked before a restart: exit code 0 says that the dyno is idle",
       .example = "[\"/usr/local/bin/is-idle\"]",
       .read = [](Draft& draft,
                  const Items& items) { return read_program(draft.rules->busy_command, items); },
       .print =
           [](const Draft& draft) {
             const auto& command = draft.rules->busy_command;
             return command.empty() ? std::string{} : quoted_list(command);
           },
       .list = true},
      off_or_rule(
          "idle_load", &TypePolicy::idle_load, "number", R"("off", or 0 to 64)", "SWAPGUARD_IDLE_LOAD",
          "without busy_command: up to this load average of the last minute the dyno is idle",
          [](std::string_view text) { return parse_number(text, 0, 64); },
          [](double load) { return fmt::format("{}", load); }),
      span_rule("busy_wait", &TypePolicy::busy_wait, minutes{1}, hours{12}, "1m to 12h",
                "SWAPGUARD_BUSY_WAIT", "so long a dyno that is not idle is waited for"),
  };
}

}  // namespace

std::vector<Setting> rules_table() {
  std::vector<Setting> all = when_rules();
  for (auto* part : {signal_rules, pace_rules}) {
    for (Setting& setting : part()) all.push_back(std::move(setting));
  }
  return all;
}

}  // namespace swapguard::config
