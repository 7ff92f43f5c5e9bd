#include "app/init_report.h"

#include <fmt/format.h>

#include "app/json_line.h"
#include "io/telemetry/text.h"

namespace swapguard::app {

void show_plan(Console& console, const InitPlan& plan, const std::vector<PlannedFile>& files, bool dry_run) {
  if (console.json()) return;
  if (files.empty() && plan.calls.empty()) return console.line("Nothing to do: everything is as wanted.");
  if (!files.empty()) console.line(dry_run ? "Would write" : "Will write");
  std::size_t copies = 0;
  for (const auto& file : files) {
    copies += file.copy_of.empty() ? 0U : 1U;
    if (file.copy_of.empty()) console.line("    " + file.path + (file.added_to ? " (one line more)" : ""));
  }
  if (copies > 0) console.line(fmt::format("    the program{}", copies > 1 ? " and its libraries" : ""));
  if (!plan.calls.empty()) {
    console.line(dry_run ? "Would ask Heroku to" : "Will ask Heroku to");
  }
  for (const auto& call : plan.calls) console.line("    " + call.words);
  console.flush();
}

int show_end(Console& console, const InitAnswers& answers, const InitPlan& plan,
             const std::vector<PlannedFile>& files, bool done) {
  if (console.json()) {
    const auto list = [](const auto& items, auto text_of) {
      std::string text;
      for (const auto& item : items) text += (text.empty() ? "" : ",") + json_string(text_of(item));
      return "[" + text + "]";
    };
    const auto itself = [](const std::string& text) { return text; };
    JsonLine line;
    line.add("app", answers.app.text).add("done", done);
    line.add_raw("files", list(files, [](const PlannedFile& file) { return file.path; }));
    line.add_raw("calls", list(plan.calls, [](const PlannedCall& call) { return call.words; }));
    line.add_raw("notes", list(plan.notes, itself)).add_raw("next", list(plan.next, itself));
    console.line(line.text());
    return exit_fine;
  }
  for (const auto& note : plan.notes) console.line(telemetry::wrapped(note, 80, 0, 0));
  console.line(done ? "Next:" : "Then, by hand:");
  for (const auto& command : plan.next) console.line("    " + command);
  if (answers.mode == "observe") {
    console.line("It observes. When you trust it:  swapguard arm -a " + answers.app.text);
  }
  return exit_fine;
}

}  // namespace swapguard::app
