// The table's settings of an app: what is guarded, how its log comes, and the policy of all its types
// together.
#include <algorithm>

#include "io/config/setting_fields.h"

namespace swapguard::config {
namespace {

const std::vector<std::string> modes{"observe", "armed"};
const std::vector<std::string> inputs{"session", "drain", "otlp"};  // in the order of Input

// Up to four: two while rotating.
Setting secrets(std::string_view name, std::vector<Secret> AppSettings::*member, std::size_t shortest,
                std::string_view environment, std::string_view range, std::string_view doc,
                std::string_view example) {
  return {.scope = Scope::app,
          .section = "app",
          .name = name,
          .kind = "text or list of texts",
          .range = range,
          .environment = environment,
          .doc = doc,
          .example = example,
          .read = [member, shortest](Draft& draft, const Items& items) -> Outcome {
            std::vector<Secret> read;
            for (const std::string& item : items) {
              if (item.empty()) return failure(std::string{"is empty"});
              if (item.size() < shortest) {
                return failure(fmt::format("is shorter than {} characters: openssl rand -hex 24", shortest));
              }
              read.emplace_back(item);
            }
            if (read.size() > 4) return failure(std::string{"has more than four secrets"});
            draft.app->*member = std::move(read);
            return {};
          },
          .print =
              [member](const Draft& draft) {
                std::string text;
                for (const Secret& secret : draft.app->*member) {
                  text += (text.empty() ? "" : ", ") + toml_string(secret.masked());
                }
                return text.empty() ? text : "[" + text + "]";
              },
          .list = true,
          .secret = true};
}

Setting app_policy_span(std::string_view name, Duration policy::AppPolicy::*member, Duration least,
                        Duration most, std::string_view range, std::string_view environment,
                        std::string_view doc) {
  const auto field = [member](const Draft& draft) -> Duration& { return draft.app->policy.*member; };
  return {.scope = Scope::app_policy,
          .section = "policy",
          .name = name,
          .kind = "duration",
          .range = range,
          .environment = environment,
          .doc = doc,
          .read = reads_span(field, least, most),
          .print = prints_span(field)};
}

Setting budget() {
  return {.scope = Scope::app_policy,
          .section = "policy",
          .name = "budget",
          .kind = "number in a duration",
          .range = R"("auto", or as "12/day", "3 in 2h")",
          .environment = "SWAPGUARD_BUDGET",
          .doc = "restarts of all dynos of an app; auto: twelve a day for each dyno of the formation",
          .read = off_or(
              "auto",
              [](Draft& draft) {
                draft.app->policy.budget = 0;
                draft.app->policy.budget_per = days{1};
              },
              reads(parse_rate,
                    [](Draft& draft, Rate rate) {
                      draft.app->policy.budget = rate.count;
                      draft.app->policy.budget_per = rate.span;
                    })),
          .print = [](const Draft& draft) {
            const policy::AppPolicy& policy = draft.app->policy;
            return toml_string(policy.budget == 0 ? "auto" : rate_text({policy.budget, policy.budget_per}));
          }};
}

std::vector<Setting> identity() {
  return {
      {.scope = Scope::app,
       .section = "app",
       .name = "name",
       .kind = "name",
       .doc = "the Heroku app",
       .example = "\"acme-prod\"",
       .read =
           reads(parse_app_name, [](Draft& draft, AppName name) { draft.app->policy.app = std::move(name); }),
       .print =
           [](const Draft& draft) {
             const std::string& name = draft.app->policy.app.text;
             return name.empty() ? std::string{} : toml_string(name);
           }},
      {.scope = Scope::app,
       .section = "app",
       .name = "types",
       .kind = "list of process types",
       .doc = "guarded types; none named: every type of the formation but one-off dynos",
       .read = [](Draft& draft, const Items& items) { return read_types(draft.app->policy.types, items); },
       .print = [](const Draft& draft) { return print_types(draft.app->policy.types); },
       .list = true},
  };
}

std::vector<Setting> behaviour() {
  return {
      {.scope = Scope::app,
       .section = "app",
       .name = "mode",
       .kind = R"("observe" or "armed")",
       .environment = "SWAPGUARD_MODE",
       .doc = "observe sends nothing and says what armed would have done",
       .read = reads([](std::string_view text) { return parse_word(text, modes); },
                     [](Draft& draft, std::size_t word) {
                       draft.app->policy.mode = word == 0 ? policy::Mode::observe : policy::Mode::armed;
                     }),
       .print =
           [](const Draft& draft) {
             return toml_string(modes[draft.app->policy.mode == policy::Mode::armed]);
           }},
      {.scope = Scope::app,
       .section = "app",
       .name = "input",
       .kind = R"("session", "drain" or "otlp")",
       .environment = "SWAPGUARD_INPUT",
       .doc =
           "log session (needs nothing), log drain, or OpenTelemetry (Fir); not given: drain where there is "
           "a drain secret or token",
       .read = reads([](std::string_view text) { return parse_word(text, inputs); },
                     [](Draft& draft, std::size_t word) { draft.app->input = static_cast<Input>(word); }),
       .print =
           [](const Draft& draft) {
             return toml_string(inputs[static_cast<std::size_t>(draft.app->input)]);
           }},
      secrets("drain_secret", &AppSettings::drain_secrets, 1, "SWAPGUARD_DRAIN_SECRET",
              "up to four, any of them is accepted: two while rotating",
              "the password in the drain's URL, or the bearer token of OpenTelemetry; drain_secret_env names "
              "a variable that holds it",
              "\"${SWAPGUARD_DRAIN_SECRET}\""),
      secrets("drain_tokens", &AppSettings::drain_tokens, 10, "SWAPGUARD_DRAIN_TOKEN",
              "up to four, any of them is accepted",
              "of syslog drains, as `heroku drains --json` tells them; drain_tokens_env names a variable",
              "\"${SWAPGUARD_DRAIN_TOKEN}\""),
      secrets("hook_keys", &AppSettings::hook_keys, 16, "SWAPGUARD_HOOK_KEY",
              "up to four of 16 characters or more, any of them is accepted: two while rotating",
              "the keys of POST /hooks/restart/APP, for log alerts; hook_keys_env names a variable that "
              "holds them",
              "\"${SWAPGUARD_HOOK_KEY}\""),
      secrets("webhook_secret", &AppSettings::webhook_secrets, 16, "SWAPGUARD_WEBHOOK_SECRET",
              "up to four of 16 characters or more, any of them is accepted: two while rotating",
              "signs the platform's app webhooks at POST /hooks/platform/APP; webhook_secret_env names a "
              "variable that holds it",
              "\"${SWAPGUARD_WEBHOOK_SECRET}\""),
  };
}

}  // namespace

Outcome read_types(std::vector<ProcessType>& types, const Items& items) {
  std::vector<ProcessType> read;
  for (const std::string& item : items) {
    auto type = parse_process_type(item);
    if (!type) return failure(type.error());
    if (std::find(read.begin(), read.end(), *type) == read.end()) read.push_back(std::move(*type));
  }
  types = std::move(read);
  return {};
}

std::string print_types(const std::vector<ProcessType>& types) {
  std::string text;
  for (const ProcessType& type : types) text += (text.empty() ? "" : ", ") + toml_string(type.text);
  return "[" + text + "]";
}

std::vector<Setting> app_table() {
  std::vector<Setting> all = identity();
  for (Setting& setting : behaviour()) all.push_back(std::move(setting));
  return all;
}

std::vector<Setting> policy_table() {
  using policy::AppPolicy;
  return {budget(),
          app_policy_span("settling", &AppPolicy::settling, Duration{0}, hours{6}, "0s to 6h",
                          "SWAPGUARD_SETTLING", "no restart so long after a release, deploy or scaling"),
          app_policy_span("sample_interval", &AppPolicy::sample_interval, seconds{1}, minutes{5}, "1s to 5m",
                          "SWAPGUARD_SAMPLE_INTERVAL", "how often the platform sends a dyno's sample"),
          app_policy_span("blind_after", &AppPolicy::blind_after, seconds{2}, hours{1},
                          "two sample intervals to 1h", "SWAPGUARD_BLIND_AFTER",
                          "without a sample for so long the app is reported blind"),
          {.scope = Scope::app_policy,
           .section = "policy",
           .name = "fir_restarts",
           .kind = "true or false",
           .environment = "SWAPGUARD_FIR_RESTARTS",
           .doc = "restart dynos of Fir too; look first at what its telemetry calls their memory",
           .read = reads(parse_switch, [](Draft& draft, bool on) { draft.app->policy.fir_restarts = on; }),
           .print = [](const Draft& draft) {
             return std::string{draft.app->policy.fir_restarts ? "true" : "false"};
           }}};
}

}  // namespace swapguard::config
