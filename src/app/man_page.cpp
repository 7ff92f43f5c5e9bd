#include "app/man_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/help.h"
#include "app/help_topics.h"
#include "app/version.h"
#include "io/config/reference.h"
#include "io/telemetry/text.h"

namespace swapguard::app {
namespace {

constexpr std::string_view written = "2026-11-22";  // when the pages' own words last changed
constexpr std::size_t width = 78;                   // of the source's lines

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '\\') {
      safe += "\\e";
    } else if (letter == '-') {
      safe += "\\-";
    } else {
      safe += letter;
    }
  }
  return safe;
}

// Lines of text: none may look like a macro.
std::string filled(std::string_view text) {
  std::string lines = telemetry::wrapped(escaped(text), width, 0, 0);
  std::string safe;
  bool at_start = true;
  for (const char letter : lines) {
    if (at_start && (letter == '.' || letter == '\'')) safe += "\\&";
    safe += letter;
    at_start = letter == '\n';
  }
  return safe + "\n";
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string head(std::string_view name, int section, std::string_view summary) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  return fmt::format(".TH {} {} {} \"swapguard {}\"\n.SH NAME\n{} \\-\n{}", upper, section, written, version,
                     name, filled(summary));
}

std::string options_text(const std::vector<Option>& options) {
  std::string text;
  for (const auto& option : options) {
    text += ".TP\n";
    if (!option.letter.empty()) text += bold("-" + option.letter) + ", ";
    text += bold("--" + option.name);
    if (!option.value.empty()) text += " " + italic(option.value);
    text += "\n" + filled(option.help);
  }
  return text;
}

std::string examples_text(const std::vector<Example>& examples) {
  std::string text;
  for (const auto& example : examples) {
    text += ".TP\n" + bold(example.text) + "\n" + filled(example.meaning);
  }
  return text;
}

// A topic of the help as it stands there.
std::string topic_text(std::string_view name) {
  std::string text = ".nf\n";
  std::string_view rest = find_topic(name)->text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    text += line.empty() ? ".sp\n" : (line.front() == '.' ? "\\&" : "") + escaped(line) + "\n";
  }
  return text + ".fi\n";
}

}  // namespace

std::string man_overview() {
  std::string text = head("swapguard", 1, "restart a Heroku dyno shortly before it would swap");
  text += ".SH SYNOPSIS\n.B swapguard\n" + italic("COMMAND") + " [" + italic("OPTIONS") + "]\n";
  text += ".SH DESCRIPTION\n" +
          filled(
              "swapguard watches the memory of the dynos of Heroku apps through their log and restarts a "
              "dyno shortly before it would swap: the right dyno, once, safely, with a reason. Unless "
              "mode is armed it restarts nothing and says what it would do.");
  text += ".SH COMMANDS\n";
  for (const auto& row : subcommands()) {
    text += ".TP\n.BR swapguard\\-" + escaped(row.name) + " (1)\n" + filled(row.summary);
  }
  text += ".SH OPTIONS\nThey may be given with every command.\n" + options_text(common_options());
  text += ".SH ENVIRONMENT\n" + topic_text("environment");
  text += ".SH EXIT STATUS\n" + topic_text("exit-codes");
  return text + ".SH SEE ALSO\n.BR swapguard.toml (5)\n";
}

std::string man_page(const Subcommand& subcommand) {
  std::string text = head("swapguard-" + subcommand.name, 1, subcommand.summary);
  text += ".SH SYNOPSIS\n.B swapguard " + escaped(subcommand.name) + "\n[" + italic("OPTIONS") + "]\n";
  if (!subcommand.positional.empty()) text += italic(subcommand.positional) + "\n";
  const auto paragraphs = paragraphs_of(subcommand.more);
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    text += (i == 0 ? ".SH DESCRIPTION\n" : ".PP\n") + filled(paragraphs[i]);
  }
  text += ".SH OPTIONS\n" + options_text(subcommand.options) + options_text(common_options());
  if (!subcommand.examples.empty()) text += ".SH EXAMPLES\n" + examples_text(subcommand.examples);
  return text + ".SH SEE ALSO\n.BR swapguard (1),\n.BR swapguard.toml (5)\n";
}

std::string man_settings() {
  std::string text = head("swapguard.toml", 5, "the configuration of swapguard");
  text += ".SH DESCRIPTION\n" +
          filled(
              "TOML. Looked for in the working folder, then in swapguard/ below XDG_CONFIG_HOME, then in "
              "/etc/swapguard. Sizes (\"460MB\", \"90%\" of the dyno's quota) and spans of time (\"30m\") "
              "are strings with units. In strings ${NAME} and ${NAME:-default} are replaced from the "
              "environment. Flags come before the environment, the environment before the file. An "
              "unknown key is an error.") +
          ".PP\n" + filled("swapguard check-config says everything that is wrong.");
  for (const auto& section : config::reference()) {
    text += ".SH " + escaped(section.header) + "\n" + filled(section.meaning);
    for (const auto& row : section.rows) {
      text += ".TP\n" + bold(row.name) + " = " + italic(row.kind) + "\n";
      std::string said(row.doc);
      if (!row.range.empty()) said += fmt::format(" ({})", row.range);
      if (!row.standard.empty()) said += "; default " + row.standard;
      if (!row.environment.empty()) said += fmt::format("; also {}", row.environment);
      text += filled(said);
    }
  }
  return text + ".SH SEE ALSO\n.BR swapguard (1)\n";
}

}  // namespace swapguard::app
