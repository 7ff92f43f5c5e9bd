// The table's settings of [[notify]]: the commands and services that are told what happened.
#include <algorithm>

#include "io/config/setting_fields.h"

namespace swapguard::config {
namespace {

Outcome read_kinds(Draft& draft, const Items& items) {
  std::vector<guard::Kind> kinds;
  for (const std::string& item : items) {
    const auto kind = guard::parse_kind(item);
    if (!kind || *kind == guard::Kind::tick) return failure(std::string{"is no kind of event"});
    kinds.push_back(*kind);
  }
  draft.notify->kinds = std::move(kinds);
  return {};
}

std::string print_kinds(const Draft& draft) {
  std::vector<std::string> words;
  for (const guard::Kind kind : draft.notify->kinds) words.emplace_back(guard::to_text(kind));
  return quoted_list(words);
}

Outcome read_notified_apps(Draft& draft, const Items& items) {
  std::vector<AppName> apps;
  for (const std::string& item : items) {
    auto app = parse_app_name(item);
    if (!app) return failure(app.error());
    apps.push_back(*std::move(app));
  }
  draft.notify->apps = std::move(apps);
  return {};
}

std::string print_notified_apps(const Draft& draft) {
  std::vector<std::string> names;
  for (const AppName& app : draft.notify->apps) names.push_back(app.text);
  return names.empty() ? std::string{} : quoted_list(names);
}

Outcome read_digest(Draft& draft, const Items& items) {
  const std::string& text = items.front();
  if (text == "off") {
    draft.notify->digest.reset();
    return {};
  }
  const auto digit = [&text](std::size_t at) { return text[at] - '0'; };
  const bool formed =
      text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == text.npos;
  if (!formed) return failure(std::string{"is no time of day"});
  const int hour = 10 * digit(0) + digit(1);
  const int minute = 10 * digit(3) + digit(4);
  if (hour > 23 || minute > 59) return failure(std::string{"is no time of day"});
  draft.notify->digest = hours{hour} + minutes{minute};
  return {};
}

std::string print_digest(const Draft& draft) {
  const auto service = draft.notify->service();
  if (service == "exec" || service == "pagerduty") return "";
  const auto digest = draft.notify->digest;
  if (!digest) return "\"off\"";
  return fmt::format("\"{:02}:{:02}\"", digest->count() / 60, digest->count() % 60);
}

// Whoever can write the configuration could else have swapguard post to any plain address in its network.
Outcome check_address(std::string_view url) {
  const bool plain = url.starts_with("http://");
  if (!plain && !url.starts_with("https://")) return failure(std::string{"is no https:// address"});
  const std::string_view rest = url.substr(plain ? 7 : 8);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto is_bad = [](char letter) { return letter <= ' ' || letter == '\\' || letter == '\x7f'; };
  if (authority.empty() || authority.find('@') != authority.npos ||
      std::any_of(url.begin(), url.end(), is_bad)) {
    return failure(std::string{"is no address that can be used"});
  }
  std::string_view host = authority.substr(0, authority.find(':'));
  if (authority.starts_with("[::1]")) host = "[::1]";
  if (plain && host != "127.0.0.1" && host != "localhost" && host != "[::1]") {
    return failure(std::string{"must be https:// (http:// only to this machine)"});
  }
  return {};
}

Outcome check_routing_key(std::string_view key) {
  const auto is_letter = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z');
  };
  if (key.size() >= 16 && std::all_of(key.begin(), key.end(), is_letter)) return {};
  return failure(std::string{"is no routing key: the Integration Key of an Events API v2 integration"});
}

Outcome check_signing_secret(std::string_view secret) {
  constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const bool formed = secret.starts_with("whsec_") && secret.size() >= 6 + 32 && secret.size() % 4 == 2 &&
                      secret.substr(6).find_first_not_of(base64) == secret.npos;
  if (formed) return {};
  return failure(std::string{"is no signing secret: echo whsec_$(openssl rand -base64 32)"});
}

Setting secret_of(std::string_view name, Secret NotifySettings::*member, Outcome (*check)(std::string_view),
                  std::string_view environment, std::string_view doc, std::string_view example) {
  return {.scope = Scope::notify,
          .section = "notify",
          .name = name,
          .kind = "text",
          .environment = environment,
          .doc = doc,
          .example = example,
          .read = [member, check](Draft& draft, const Items& items) -> Outcome {
            if (auto checked = check(items.front()); !checked) return checked;
            draft.notify->*member = Secret{items.front()};
            return {};
          },
          .print =
              [member](const Draft& draft) {
                const Secret& secret = draft.notify->*member;
                return secret.empty() ? std::string{} : toml_string(secret.masked());
              },
          .secret = true};
}

Setting text_of(std::string_view name, std::string NotifySettings::*member,
                Outcome (*check)(std::string_view), std::string_view doc, std::string_view example) {
  return {
      .scope = Scope::notify,
      .section = "notify",
      .name = name,
      .kind = "text",
      .doc = doc,
      .example = example,
      .read = [member, check](Draft& draft, const Items& items) -> Outcome {
        if (auto checked = check(items.front()); !checked) return checked;
        draft.notify->*member = items.front();
        return {};
      },
      .print = prints_text([member](const Draft& draft) -> std::string& { return draft.notify->*member; })};
}

Outcome check_name(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  if (!name.empty() && name.size() <= 40 && name.find_first_not_of(letters) == name.npos) return {};
  return failure(std::string{"is no name: up to 40 of a-z, 0-9, - and _"});
}

std::vector<Setting> services() {
  return {secret_of("slack", &NotifySettings::slack, check_address, "SLACK_WEBHOOK_URL",
                    "address of a Slack incoming webhook; slack_env names a variable that holds it",
                    "\"${SLACK_WEBHOOK_URL}\""),
          secret_of("discord", &NotifySettings::discord, check_address, "DISCORD_WEBHOOK_URL",
                    "address of a Discord webhook; discord_env likewise", "\"${DISCORD_WEBHOOK_URL}\""),
          secret_of("pagerduty", &NotifySettings::pagerduty, check_routing_key, "PAGERDUTY_ROUTING_KEY",
                    "routing key of PagerDuty's Events API v2; pagerduty_env likewise",
                    "\"${PAGERDUTY_ROUTING_KEY}\""),
          text_of("pagerduty_url", &NotifySettings::pagerduty_url, check_address,
                  "another address of the Events API, like the European one",
                  "\"https://events.eu.pagerduty.com/v2/enqueue\""),
          secret_of("webhook", &NotifySettings::webhook, check_address, "",
                    "address that is sent signed JSON (Standard Webhooks); webhook_env likewise",
                    "\"https://example.com/hooks/swapguard\""),
          secret_of("webhook_secret", &NotifySettings::webhook_secret, check_signing_secret, "",
                    "signs what the webhook is sent; webhook_secret_env likewise", "\"${WEBHOOK_SECRET}\"")};
}

}  // namespace

std::vector<Setting> notify_table() {
  const auto timeout = [](const Draft& draft) -> Duration& { return draft.notify->timeout; };
  std::vector<Setting> table = {
      {.scope = Scope::notify,
       .section = "notify",
       .name = "exec",
       .kind = "list of texts",
       .range = "the program by its absolute path, then its arguments; no shell",
       .doc = "run once for each event, one after the other; docs/notify.md",
       .example = "[\"/usr/local/bin/on-event\"]",
       .read = [](Draft& draft, const Items& items) { return read_program(draft.notify->exec, items); },
       .print =
           [](const Draft& draft) {
             return draft.notify->exec.empty() ? std::string{} : quoted_list(draft.notify->exec);
           },
       .list = true}};
  for (Setting& service : services()) table.push_back(std::move(service));
  table.push_back(text_of("name", &NotifySettings::name, check_name,
                          "the channel's name; not given: after its service", "\"ops\""));
  table.push_back({.scope = Scope::notify,
                   .section = "notify",
                   .name = "kinds",
                   .kind = "list of kinds of events",
                   .doc = "none named: all for a command; for a service those that somebody should act on",
                   .example = "[\"restart\", \"restart_failed\", \"blind\"]",
                   .read = read_kinds,
                   .print = print_kinds,
                   .list = true});
  table.push_back({.scope = Scope::notify,
                   .section = "notify",
                   .name = "apps",
                   .kind = "list of apps",
                   .doc = "none named: all",
                   .example = "[\"acme-prod\"]",
                   .read = read_notified_apps,
                   .print = print_notified_apps,
                   .list = true});
  table.push_back({.scope = Scope::notify,
                   .section = "notify",
                   .name = "digest",
                   .kind = "time of day",
                   .range = R"("off", or as "08:00", in UTC)",
                   .doc = "Slack, Discord and webhook: one message a day with what was not told at once",
                   .example = "\"08:00\"",
                   .read = read_digest,
                   .print = print_digest});
  table.push_back({.scope = Scope::notify,
                   .section = "notify",
                   .name = "timeout",
                   .kind = "duration",
                   .range = "1s to 5m",
                   .doc = "then a command is ended with all that it started, and a service counts as silent",
                   .example = "\"10s\"",
                   .read = reads_span(timeout, seconds{1}, minutes{5}),
                   .print = prints_span(timeout)});
  return table;
}

}  // namespace swapguard::config
