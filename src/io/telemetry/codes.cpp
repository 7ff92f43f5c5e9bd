#include "io/telemetry/codes.h"

#include <fmt/format.h>

#include <iterator>

#include "io/telemetry/text.h"

namespace swapguard::telemetry {

namespace {

constexpr CodeInfo table[] = {
    {"SG0001", "unknown command", "There is no command of this name.", "See them all: swapguard help",
     Exit::usage},
    {"SG0002", "wrong flag or argument",
     "The command does not know the flag, or its value is not of that kind.",
     "See its flags: swapguard COMMAND --help", Exit::usage},
    {"SG0003", "something is missing", "The command needs an argument that was not given.",
     "See what it takes: swapguard COMMAND --help", Exit::usage},
    {"SG0004", "file cannot be read", "The file named on the command line is missing or may not be read.",
     "Check the path and its permissions.", Exit::usage},
    {"SG0005", "file cannot be written", "The file or its folder may not be written, or the disk is full.",
     "Check the folder's permissions and free space.", Exit::unavailable},
    {"SG0006", "file would be overwritten",
     "init found a file of yours that differs from what it would write, and could not ask.",
     "swapguard init --dry-run shows the plan; --force overwrites.", Exit::usage},
    {"SG0007", "nothing was done", "The question was not answered with yes.",
     "Ask again, or answer beforehand with --yes.", Exit::finding},
    {"SG1101", "no Heroku API token", "No place that may hold a token has one.",
     "heroku authorizations:create -d swapguard -s write, then set HEROKU_API_KEY.", Exit::not_permitted},
    {"SG1102", "token refused (401)",
     "Heroku does not accept the token: it has expired or was revoked. Watching goes on, restarting does "
     "not.",
     "heroku authorizations shows those that are valid. Set a new HEROKU_API_KEY.", Exit::not_permitted},
    {"SG1103", "token may not do this (403)",
     "The token's user lacks the right to restart dynos of this app.",
     "heroku access -a APP shows who may; \"operate\" is needed.", Exit::not_permitted},
    {"SG1104", "token needs a second factor",
     "The token is a person's and asks for a second factor at each call, which a daemon cannot give.",
     "Make an authorization instead: heroku authorizations:create -d swapguard -s write",
     Exit::not_permitted},
    {"SG1105", "rate limit used up (429)",
     "4,500 calls an hour are shared by everything that uses the account. swapguard waits and goes on "
     "watching.",
     "Find what else calls the API with this account; a user of its own for swapguard has its own limit.",
     Exit::try_later},
    {"SG1106", "netrc can be read by others", "A token in a file that others can read is not used.",
     "chmod 600 ~/.netrc", Exit::not_permitted},
    {"SG1201", "no such app", "Heroku has no app of this name that the token's user can see.",
     "See yours: heroku apps --all", Exit::config},
    {"SG1202", "log-runtime-metrics is off", "Without this feature dynos send no memory samples.",
     "heroku labs:enable log-runtime-metrics -a APP, then restart its dynos once.", Exit::unavailable},
    {"SG1203", "Fir app without metrics",
     "Fir has no log-runtime-metrics. It restarts a dyno at its quota and does not swap.",
     "Send its telemetry here: swapguard help fir", Exit::unavailable},
    {"SG1204", "Heroku cannot be reached", "The Platform API gives no usable answer.",
     "See https://status.heroku.com and the network; swapguard tries again by itself.", Exit::unavailable},
    {"SG1212", "no such running dyno", "The app has no dyno of this name or type that sends samples.",
     "See them: swapguard status -a APP", Exit::usage},
    {"SG1213", "no such decision", "The history holds no decision of this name.",
     "See those that it holds: swapguard events", Exit::usage},
    {"SG1301", "no memory samples", "Heroku sends a sample about every 20 s for each dyno; none came.",
     "swapguard doctor -a APP checks drain, feature and dynos.", Exit::unavailable},
    {"SG1302", "drain deliveries refused", "They carry a wrong secret: it was changed on one side only.",
     "Set the drain again with the present secret; two are accepted while rotating.", Exit::not_permitted},
    {"SG1303", "log session refused", "Heroku does not open a log session for this app with this token.",
     "heroku logs --tail -a APP must work with the same token.", Exit::not_permitted},
    {"SG1304", "telemetry that is not understood",
     "OpenTelemetry metrics or logs came whose names, units or owner no rule explains. They are not used.",
     "Name them in [otlp] metrics, app_attributes or platform_logs.", Exit::fine},
    {"SG1305", "telemetry refused", "It carries no secret or a wrong one.",
     "Set the header Authorization: Bearer to the app's drain_secret.", Exit::not_permitted},
    {"SG1306", "syslog connection refused",
     "Its lines carry a drain token of no guarded app, so that nobody can say whose they are.",
     "heroku drains --json -a APP tells the token; name it in [[app]] drain_tokens.", Exit::not_permitted},
    {"SG1401", "port is in use", "Another process listens there.",
     "swapguard run --port N, or [http] port in the file. On Heroku set none: PORT is used.",
     Exit::unavailable},
    {"SG1402", "another swapguard guards the app",
     "Each keeps a history of its own, so that two would restart twice.",
     "Stop one of them. swapguard doctor --only guards tells where the other one was seen.",
     Exit::unavailable},
    {"SG1403", "cannot listen", "The address does not belong to this machine, or the port is privileged.",
     "Choose another [http] address or a port above 1023.", Exit::unavailable},
    {"SG1404", "TLS files cannot be used",
     "The certificate or its key is missing, unreadable or does not match.",
     "Check tls_certificate and tls_key of [http] and [syslog].", Exit::config},
    {"SG1405", "no swapguard answers", "Nothing listens on that port of this machine, or it is no swapguard.",
     "Is it running, with [http] or a drain?  swapguard health --port N", Exit::unavailable},
    {"SG1410", "local socket cannot be used",
     "Another swapguard answers there, or the file cannot be made. Guarding goes on without it.",
     "Set [http] socket to a path of its own, or to \"off\".", Exit::unavailable},
    {"SG1411", "password needed",
     "The API on the port wants the password that was set, and none is a default.",
     "Set SWAPGUARD_PASSWORD where swapguard runs, and where you ask it.", Exit::not_permitted},
    {"SG1412", "actions are switched off",
     "Over the port nothing can be paused, resumed or restarted until that is allowed.",
     "Set [http] actions = true, or use the command on the machine where swapguard runs.",
     Exit::not_permitted},
    {"SG1413", "request from another site",
     "A page of another site tried to act with the reader's password. It was refused.",
     "Open the page of swapguard itself.", Exit::not_permitted},
    {"SG1414", "nothing to read again", "This swapguard was started without a configuration, as the demo is.",
     "Start it with swapguard run.", Exit::unavailable},
    {"SG1415", "too many streams", "As many clients as there may be listen to /api/v1/stream.",
     "Close pages that nobody looks at.", Exit::try_later},
    {"SG1416", "a limit is being tried",
     "What another limit would have done is computed for one asker at a time.", "Ask again.",
     Exit::try_later},
    {"SG1417", "wrong passwords",
     "Requests on the port gave a wrong password or metrics token: somebody guesses, or a program has an old "
     "one.",
     "Give the program the right one; a long password cannot be guessed: openssl rand -hex 24.",
     Exit::not_permitted},
    {"SG1501", "configuration has errors", "Each is shown with its place; nothing was started.",
     "Correct the marked places, then: swapguard check-config", Exit::config},
    {"SG1502", "configuration has warnings", "It works, but something is spelled in an old or doubtful way.",
     "See the marked places; swapguard config show prints what is in force.", Exit::fine},
    {"SG1503", "no configuration file", "The file that was named does not exist or cannot be read.",
     "Check --config or SWAPGUARD_CONFIG. Without a file: SWAPGUARD_APPS.", Exit::config},
    {"SG1504", "part of it takes a new start",
     "The configuration was read again. Port, TLS, socket, password, history, log format and Heroku's "
     "address stay as they were.",
     "Start swapguard again when it suits you: cooldowns, budgets and requests go on where they were.",
     Exit::fine},
    {"SG1505", "mode cannot be changed here", "No file that can be edited safely sets the mode of the app.",
     "swapguard config show --origin -a APP tells where it comes from.", Exit::config},
    {"SG1506", "file and swapguard differ",
     "A flag or variable of the running swapguard comes before the file.",
     "Start it again without --mode and SWAPGUARD_MODE.", Exit::config},
    {"SG1601", "history cannot be opened", "The database file cannot be made, read or written.",
     "Check [history] path, its folder's permissions and free space.", Exit::unavailable},
    {"SG1602", "no room for the history",
     "The disk is full, or the file may not be written. Intents cannot be made durable, so nothing is "
     "restarted.",
     "Free space; swapguard goes on by itself.", Exit::unavailable},
    {"SG1603", "history is read-only",
     "Its file or folder may not be written. Intents cannot be made durable, so nothing is restarted.",
     "Check the owner and permissions of [history] path and its folder.", Exit::unavailable},
    {"SG1604", "history is damaged", "The file is no database that swapguard can read.",
     "Move it aside; swapguard makes a new one. Cooldowns and budgets begin anew.", Exit::unavailable},
    {"SG1605", "history is locked", "Another process holds the file and does not let go of it.",
     "Is a second swapguard or a backup at work on it? Each needs a history of its own.", Exit::unavailable},
    {"SG1606", "history of a newer swapguard", "A newer version wrote it; this one does not know its form.",
     "Start the newer swapguard, or name another file: --history PATH", Exit::unavailable},
    {"SG1607", "history refused", "The database does not allow what swapguard needs to do in it.",
     "Check the rights of its user, and that nothing else writes into the file.", Exit::unavailable},
    {"SG1608", "rows lost at the end",
     "When swapguard had to end, the history had not taken all samples, requests and journal entries. "
     "Restarts are not concerned: none is sent before the history tells of it.",
     "The warning of the trouble stands before it. Give the end more time than SIGKILL leaves: ten seconds.",
     Exit::fine},
    {"SG1701", "notification was not delivered", "The service refused it or cannot be reached.",
     "swapguard notify test NAME", Exit::unavailable},
    {"SG1801", "app is not guarded here",
     "A restart was asked for of an app that this swapguard does not guard.",
     "See those that it guards: swapguard status", Exit::config},
    {"SG1802", "no such process type",
     "A restart was asked for of a process type that the app does not have or that is not guarded.",
     "See the types: heroku ps -a APP, and [[app]] types in the configuration.", Exit::config},
    {"SG1803", "too many requests for restarts",
     "So many are open already that a further one would only wait. It was not taken.",
     "Ask again later; swapguard events --kind trigger shows those that came.", Exit::try_later},
    {"SG1804", "calls of the restart hook refused",
     "They carry a wrong key: it was changed on one side only, or somebody guesses.",
     "Set the present key at the service that calls; two are accepted while rotating.", Exit::not_permitted},
    {"SG1805", "webhooks refused",
     "They carry a wrong signature: the secret was changed on one side only, or somebody guesses.",
     "Set the present secret at the webhook; two are accepted while rotating.", Exit::not_permitted},
    {"SG1901", "broken promise",
     "This is a bug in swapguard. It ended itself so that the supervisor starts it in a known state.",
     "Report it with the line that was printed: swapguard report --bug", Exit::finding},
};

}  // namespace

const std::vector<CodeInfo>& codes() {
  static const std::vector<CodeInfo> all(std::begin(table), std::end(table));
  return all;
}

const CodeInfo* find_code(std::string_view code) {
  std::string upper;
  for (const char letter : code)
    upper += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  for (const CodeInfo& info : codes()) {
    if (info.code == upper) return &info;
  }
  return nullptr;
}

std::string explanation(const CodeInfo& info) {
  constexpr std::size_t width = 80;
  const auto lines = [](std::string_view text) { return wrapped(text, width, 2, 2); };
  return fmt::format("{}: {}\n\n  {}\n\n  {}\n\n  Exit code: {}\n", info.code, info.title,
                     lines(info.meaning), lines(info.remedy), static_cast<int>(info.exit));
}

}  // namespace swapguard::telemetry
