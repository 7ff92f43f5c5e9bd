// The table's settings of the program itself, and of protected windows.
#include "io/config/setting_fields.h"

namespace swapguard::config {
namespace {

const std::vector<std::string> reloads{"auto", "signal"};
const std::vector<std::string> formats{"auto", "pretty", "logfmt", "json"};

Setting http_text(std::string_view name, std::string HttpSettings::*member, std::string_view environment,
                  std::string_view doc, std::string_view example) {
  const auto field = [member](const Draft& draft) -> std::string& { return draft.program->http.*member; };
  return {.scope = Scope::program,
          .section = "http",
          .name = name,
          .kind = "text",
          .environment = environment,
          .doc = doc,
          .example = example,
          .read = reads_text(field),
          .print = prints_text(field)};
}

Setting http_secret(std::string_view name, Secret HttpSettings::*member, std::size_t shortest,
                    std::string_view environment, std::string_view doc, std::string_view example) {
  return {.scope = Scope::program,
          .section = "http",
          .name = name,
          .kind = "text",
          .environment = environment,
          .doc = doc,
          .example = example,
          .read = [member, shortest](Draft& draft, const Items& items) -> Outcome {
            if (items.front().empty()) return failure(std::string{"is empty"});
            if (items.front().size() < shortest) {
              return failure(fmt::format("is shorter than {} characters: openssl rand -hex 24", shortest));
            }
            draft.program->http.*member = Secret{items.front()};
            return {};
          },
          .print =
              [member](const Draft& draft) {
                const Secret& secret = draft.program->http.*member;
                return secret.empty() ? std::string{} : toml_string(secret.masked());
              },
          .secret = true};
}

Setting actions() {
  return {.scope = Scope::program,
          .section = "http",
          .name = "actions",
          .kind = "true or false",
          .environment = "SWAPGUARD_HTTP_ACTIONS",
          .doc = "let the API on the port pause, resume and restart; the local socket always may",
          .read = reads(parse_switch, [](Draft& draft, bool on) { draft.program->http.actions = on; }),
          .print = [](const Draft& draft) { return draft.program->http.actions ? "true" : "false"; }};
}

Setting log_format() {
  return {.scope = Scope::program,
          .section = "log",
          .name = "format",
          .kind = R"("auto", "pretty", "logfmt" or "json")",
          .environment = "SWAPGUARD_LOG_FORMAT",
          .doc = "how events are printed; auto: pretty on a terminal, else logfmt",
          .read = reads([](std::string_view text) { return parse_word(text, formats); },
                        [](Draft& draft, std::size_t word) {
                          draft.program->log_format.reset();
                          if (word > 0) draft.program->log_format = static_cast<LogFormat>(word - 1);
                        }),
          .print = [](const Draft& draft) {
            const auto& format = draft.program->log_format;
            return toml_string(formats[format ? static_cast<std::size_t>(*format) + 1 : 0]);
          }};
}

Setting reload() {
  return {
      .scope = Scope::program,
      .section = "run",
      .name = "reload",
      .kind = R"("auto" or "signal")",
      .environment = "SWAPGUARD_RELOAD",
      .doc = "when this file is read again: soon after it changed, or only on SIGHUP; all or nothing",
      .read = reads([](std::string_view text) { return parse_word(text, reloads); },
                    [](Draft& draft, std::size_t word) { draft.program->reload_when_changed = word == 0; }),
      .print = [](const Draft& draft) {
        return toml_string(reloads[draft.program->reload_when_changed ? 0 : 1]);
      }};
}

// What stands before the first `:/`, as in `postgres://…`; empty: a path. A letter alone is a drive.
std::string_view scheme_of(std::string_view history) {
  const std::size_t end = history.find(":/");
  if (end == std::string_view::npos || end < 2) return {};
  const std::string_view scheme = history.substr(0, end);
  const bool word =
      scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-") ==
      std::string_view::npos;
  return word ? scheme : std::string_view{};
}

// Whether an address can be told from a path, and its password from its host. A misspelt one must not be
// taken for a path: its password would become the name of a folder.
bool is_place(std::string_view history) {
  const std::string_view scheme = scheme_of(history);
  const bool without_colon = history.starts_with("postgres") && history.find('@') != std::string_view::npos;
  if (scheme.empty() || scheme == "sqlite") return !without_colon;
  if ((scheme != "postgres" && scheme != "postgresql") || history.substr(scheme.size(), 3) != "://")
    return false;
  std::string_view authority = history.substr(scheme.size() + 3);
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos) return true;
  const std::size_t port = authority.find(':');
  return port == std::string_view::npos || authority.starts_with('[') ||
         authority.find_first_not_of("0123456789,", port + 1) == std::string_view::npos;
}

// The address of a database as it may be shown.
std::string without_password(const std::string& history) {
  const std::string_view scheme = scheme_of(history);
  if (scheme.empty() || scheme == "sqlite") return history;
  const std::string shown = std::string(scheme) + "://";
  if (!is_place(history)) return shown + "…";
  const std::size_t host = history.rfind('@');
  const std::string rest = history.substr(host == std::string::npos ? shown.size() : host + 1);
  return shown + (host == std::string::npos ? "" : "…@") + rest.substr(0, rest.find('?'));
}

}  // namespace

std::vector<Setting> program_table() {
  const auto history = [](const Draft& draft) -> std::string& { return draft.program->history; };
  return {http_text("address", &HttpSettings::address, "SWAPGUARD_HTTP_ADDRESS",
                    "where drains and pages are served; any [http] key but socket switches it on",
                    "\"127.0.0.1\""),
          {.scope = Scope::program,
           .section = "http",
           .name = "port",
           .kind = "number",
           .range = "0 to 65535; 0: any free one",
           .environment = "SWAPGUARD_HTTP_PORT",
           .doc = "the environment's PORT, as Heroku sets it, also makes the address 0.0.0.0",
           .example = "8080",
           .read = reads([](std::string_view text) { return parse_whole(text, 0, 65535); },
                         [](Draft& draft, int port) { draft.program->http.port = port; }),
           .print = [](const Draft& draft) { return std::to_string(draft.program->http.port); }},
          http_text("tls_certificate", &HttpSettings::tls_certificate_file, "SWAPGUARD_TLS_CERTIFICATE",
                    "a file: the certificate chain, PEM", "\"fullchain.pem\""),
          http_text("tls_key", &HttpSettings::tls_key_file, "SWAPGUARD_TLS_KEY",
                    "a file: its private key, PEM", "\"privkey.pem\""),
          http_secret("password", &HttpSettings::password, 1, "SWAPGUARD_PASSWORD",
                      "for the API on the port, with any user; password_env names a variable that holds it",
                      "\"${SWAPGUARD_PASSWORD}\""),
          http_secret("metrics_token", &HttpSettings::metrics_token, 16, "SWAPGUARD_METRICS_TOKEN",
                      "bearer token of a scraper, for /metrics alone; metrics_token_env names a variable",
                      "\"${SWAPGUARD_METRICS_TOKEN}\""),
          actions(),
          http_text("socket", &HttpSettings::socket, "SWAPGUARD_SOCKET",
                    "local socket for status, pause and the like; not given: the usual place; \"off\": none",
                    "\"/run/swapguard/swapguard.sock\""),
          http_text("public_url", &HttpSettings::public_url, "SWAPGUARD_PUBLIC_URL",
                    "where Heroku reaches this server: doctor compares the drains with it",
                    "\"https://guard.example.com\""),
          {.scope = Scope::program,
           .section = "history",
           .name = "path",
           .kind = "text",
           .range = "a path, `:memory:`, or `postgres://…`",
           .environment = "SWAPGUARD_HISTORY",
           .doc = "the file or PostgreSQL that keeps events, restarts and samples",
           .read = [history](Draft& draft, const Items& items) -> Outcome {
             if (items.front().empty()) return failure(std::string{"is empty"});
             if (!is_place(items.front())) {
               return failure(
                   std::string{"is neither a path nor postgres://user:password@host:port/name, with special"
                               " characters of the password as %40 for @, %2F for /, %23 for #"});
             }
             history(draft) = items.front();
             return {};
           },
           .print = [history](const Draft& draft) { return toml_string(without_password(history(draft))); },
           .has_password = true},
          log_format(),
          reload()};
}

std::vector<Setting> window_table() {
  const auto name = [](const Draft& draft) -> std::string& { return draft.window->name; };
  return {{.scope = Scope::window,
           .section = "policy.protect",
           .name = "name",
           .kind = "text",
           .doc = "for people",
           .example = "\"nightly-import\"",
           .read = reads_text(name),
           .print = prints_text(name)},
          {.scope = Scope::window,
           .section = "policy.protect",
           .name = "types",
           .kind = "list of process types",
           .doc = "none named: all",
           .example = "[\"worker\"]",
           .read = [](Draft& draft, const Items& items) { return read_types(draft.window->types, items); },
           .print = [](const Draft& draft) { return print_types(draft.window->types); },
           .list = true},
          {.scope = Scope::window,
           .section = "policy.protect",
           .name = "at",
           .kind = "times of day and zone",
           .range = "may pass midnight; without a zone: UTC",
           .doc = "no restart in this span of the day unless it is urgent",
           .example = "\"01:30-03:00 Europe/Berlin\"",
           .read = reads(parse_times,
                         [](Draft& draft, TimesOfDay times) {
                           draft.window->from = times.from;
                           draft.window->to = times.to;
                           draft.window->zone = std::move(times.zone);
                           draft.window->offsets = std::move(times.offsets);
                         }),
           .print = [](const Draft& draft) { return toml_string(times_text(*draft.window)); }},
          {.scope = Scope::window,
           .section = "policy.protect",
           .name = "days",
           .kind = "list of days",
           .range = R"("mon" to "sun", or as "mon-fri")",
           .doc = "the days on which the window begins",
           .example = "[\"mon-fri\"]",
           .read = [](Draft& draft, const Items& items) -> Outcome {
             auto days = parse_days(items);
             if (!days) return failure(days.error());
             draft.window->days = *days;
             return {};
           },
           .print = [](const Draft& draft) { return days_text(draft.window->days); },
           .list = true}};
}

}  // namespace swapguard::config
