// swapguard inspect FILE|-: what each line of a log is taken for, with its fields, or why it changes nothing.
#include "app/json_line.h"
#include "app/log_input.h"
#include "app/subcommand.h"
#include "core/observe/describe.h"

namespace swapguard::app {
namespace {

constexpr std::size_t text_most = 160;

std::string_view shortened(std::string_view text) {
  if (text.size() <= text_most) return text;
  std::size_t end = text_most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end);
}

std::string verdict_line(std::int64_t number, const logplex::LogLine& line,
                         const Result<observe::Observation, observe::Ignored>& verdict) {
  JsonLine json;
  json.add("line", number);
  if (verdict) {
    for (const auto& [key, value] : observe::describe(*verdict)) {
      json.add(key == "kind" ? "taken_for" : std::string_view(key), value);
    }
  } else {
    json.add("ignored", to_text(verdict.error()));
    if (line.dated && verdict.error() != observe::Ignored::unreadable) json.add("at", line.at);
    if (!line.process.empty()) json.add("process", line.process);
  }
  return json.add("text", shortened(line.text)).text();
}

int run(const Arguments& arguments, Console& console) {
  std::int64_t number = 0;
  intake::LogReader reader([](observe::Observation) {});
  reader.on_verdict([&](const logplex::LogLine& line, const auto& verdict) {
    console.line(verdict_line(++number, line, verdict));
  });
  const auto problem = read_log(arguments.positional().front(), reader, [&] { console.flush(); });
  return problem ? console.complain(*problem) : exit_fine;
}

}  // namespace

Subcommand inspect_subcommand() {
  return {
      .name = "inspect",
      .summary = "say what each line of a log is taken for, as JSON",
      .positional = "FILE|-",
      .least = 1,
      .most = 1,
      .examples = {{"heroku logs -n 1500 -a my-app | swapguard inspect -", "each of the last 1500 lines"},
                   {"swapguard inspect drain.lpx", "the frames of a saved drain delivery"}},
      .more =
          "Reads text as `heroku logs` prints it, Papertrail's text, syslog frames and drain bodies, also\n"
          "compressed (.gz). Lines of the app itself are never believed, whatever they look like.",
      .run = run};
}

}  // namespace swapguard::app
