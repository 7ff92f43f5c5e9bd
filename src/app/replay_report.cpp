#include "app/replay_report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "app/json_line.h"

namespace swapguard::app {
namespace {

using rehearse::Measures;

// 3240118 as 3,240,118.
std::string grouped(std::uint64_t number) {
  std::string text = fmt::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string to_minute(Instant at) {
  std::string text = format_rfc3339(std::chrono::floor<minutes>(at));  // 2026-05-11T00:00:00Z
  text[10] = ' ';
  return text.substr(0, 16);
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// The type whose dynos are told down at once: web, which people wait for, else the one it struck worst.
ProcessType told_type(const ReplayReport& report) {
  const ProcessType web("web");
  ProcessType worst;
  int most = -1;
  for (const auto& column : report.columns) {
    for (const auto& [type, down] : column.measures.down) {
      if (type == web) return web;
      if (down > most) worst = type;
      most = std::max(most, down);
    }
  }
  return worst.text.empty() ? web : worst;
}

struct Row {
  std::string label;
  std::function<std::string(const ReportColumn&)> cell;
};

std::vector<Row> rows_of(const ReplayReport& report) {
  const auto number = [](int Measures::*of) {
    return
        [of](const ReportColumn& column) { return grouped(static_cast<std::uint64_t>(column.measures.*of)); };
  };
  const auto hindsight = [number](int Measures::*of) {
    return [of, number](const ReportColumn& column) { return column.imagined ? number(of)(column) : "-"; };
  };
  const auto any = [&](int Measures::*of) {
    return std::any_of(report.columns.begin(), report.columns.end(),
                       [&](const auto& column) { return column.measures.*of > 0; });
  };
  std::vector<Row> rows{{"R14 errors", number(&Measures::r14)}};
  if (any(&Measures::r15)) rows.push_back({"R15 kills", number(&Measures::r15)});
  rows.push_back({"minutes over quota", [](const ReportColumn& column) {
                    return grouped(
                        static_cast<std::uint64_t>(to_seconds(column.measures.over_quota) / 60 + 0.5));
                  }});
  rows.push_back({"peak swap, MB", [](const ReportColumn& column) {
                    return grouped(
                        static_cast<std::uint64_t>(column.measures.peak_swap.to_megabytes() + 0.5));
                  }});
  rows.push_back({"restarts", number(&Measures::restarts)});
  rows.push_back({"  of these not needed", hindsight(&Measures::not_needed)});
  if (any(&Measures::not_judged)) rows.push_back({"  of these not known", hindsight(&Measures::not_judged)});
  const ProcessType type = told_type(report);
  rows.push_back({fmt::format("worst {} dynos down at once", type.text), [type](const ReportColumn& column) {
                    const auto found = column.measures.down.find(type);
                    if (!column.imagined) return std::string("-");
                    return found == column.measures.down.end() ? std::string("0")
                                                               : fmt::to_string(found->second);
                  }});
  return rows;
}

std::string right(const std::string& text, std::size_t width) {
  const std::size_t size = telemetry::count_characters(text);
  return std::string(width > size ? width - size : 0, ' ') + text;
}

// Columns that find no room beside the others come below them, with the labels again.
std::string table(const ReplayReport& report, const ReportStyle& style) {
  const auto rows = rows_of(report);
  std::size_t label_width = 0;
  for (const auto& row : rows) label_width = std::max(label_width, row.label.size());
  const auto width_of = [](const ReportColumn& column) {
    return std::max<std::size_t>(11, telemetry::count_characters(column.name)) + 2;
  };
  std::string text;
  for (std::size_t begin = 0; begin < report.columns.size();) {
    std::size_t end = begin, width = label_width;
    while (end < report.columns.size() &&
           (end == begin || width + width_of(report.columns[end]) <= style.width)) {
      width += width_of(report.columns[end++]);
    }
    text += "\n" + std::string(label_width, ' ');
    for (std::size_t i = begin; i < end; ++i)
      text += right(report.columns[i].name, width_of(report.columns[i]));
    for (const auto& row : rows) {
      text += "\n" + telemetry::padded(row.label, label_width);
      for (std::size_t i = begin; i < end; ++i) {
        text += right(row.cell(report.columns[i]), width_of(report.columns[i]));
      }
    }
    text += "\n";
    begin = end;
  }
  return text;
}

// What the imagined columns stand on.
std::vector<std::string> notes_on(const ReplayReport& report, telemetry::Charset charset) {
  std::vector<std::string> notes{
      "\"Not needed\" means the dyno would not have passed its quota before the log's own next restart of "
      "it."};
  const bool unknown = std::any_of(report.columns.begin(), report.columns.end(),
                                   [](const auto& column) { return column.measures.not_judged > 0; });
  if (unknown) {
    notes.push_back(
        "\"Not known\": the log ends within the hour, or restarts the dyno itself within five minutes.");
  }
  std::string known;
  for (const auto& [type, lesson] : report.lessons) {
    if (lesson.restarts == 0) {
      notes.push_back(fmt::format(
          "No restart of {} in this log: one is assumed to free down to the lowest level seen ({:.0f} MB).",
          type.text, lesson.after.front().to_megabytes()));
      continue;
    }
    known += fmt::format("{}{} {}", known.empty() ? "" : "; ", lesson.restarts, type.text);
    if (lesson.spread) {
      known +=
          fmt::format(" {}{:.0f} %", charset == telemetry::Charset::utf8 ? "±" : "+-", 100 * *lesson.spread);
    }
  }
  if (!known.empty()) {
    notes.push_back(
        fmt::format("What-if figures assume that a restart frees memory to the level seen after the "
                    "restarts in this log ({}), and that memory then grows as it really grew.",
                    known));
  }
  return notes;
}

std::string skipped(const ReplayReport& report) {
  std::vector<std::string> parts;
  if (report.not_understood > 0) {
    parts.push_back(fmt::format("{} line{} not understood{}", grouped(report.not_understood),
                                report.not_understood == 1 ? "" : "s",
                                report.with_skipped ? "" : " (--show-skipped)"));
  }
  if (report.out_of_order > 0) parts.push_back(grouped(report.out_of_order) + " out of order");
  if (report.in_two_files > 0) parts.push_back(grouped(report.in_two_files) + " that stood in two files");
  std::string text = parts.empty() ? "" : "Skipped: " + listed(parts) + "\n";
  if (!report.with_skipped) return text;
  parts.clear();
  for (std::size_t i = 0; i < report.ignored.size(); ++i) {
    if (report.ignored[i] == 0) continue;
    parts.push_back(grouped(report.ignored[i]) + " " +
                    std::string(to_text(static_cast<observe::Ignored>(i))));
  }
  return parts.empty() ? text : text + "Lines that change nothing: " + listed(parts) + "\n";
}

bool saw_memory(const ReplayReport& report) {
  return !report.lessons.empty() || report.columns.front().measures.r14 > 0;
}

}  // namespace

std::string to_text(const ReplayReport& report, const ReportStyle& style) {
  const auto fitted = [&](const std::string& text) {
    return telemetry::wrapped(text, style.width, 0, 0) + "\n";
  };
  const bool piped = report.files == std::vector<std::string>{"-"};
  std::string head = fmt::format("{}: {} line{}", piped ? "standard input" : listed(report.files),
                                 grouped(report.lines), report.lines == 1 ? "" : "s");
  if (report.last > Instant{}) {
    head +=
        fmt::format(", {} to {} UTC, {}", to_minute(report.first), to_minute(report.last), report.app.text);
  }
  std::string text = fitted(head) + skipped(report);
  if (!saw_memory(report)) {
    return text + "No dyno sent memory samples: there is nothing to rehearse.\n" +
           "They come with: heroku labs:enable log-runtime-metrics -a APP\n";
  }
  text += table(report, style) + "\n";
  for (const auto& note : notes_on(report, style.charset)) text += fitted(note);
  std::string again = "swapguard replay";
  for (const auto& file : report.files) again += " " + (piped ? "FILE" : file);
  text += fmt::format("\nTry other settings:  {} --set policy.restart_at=85%\n", again);
  text += fmt::format("See each decision:   {} --decisions\n", again);
  for (const auto& failed : report.failed) {
    const auto& column = report.columns[report.own];
    text += fmt::format("failed: {}: {} is {:.10g}\n", failed.text, failed.measure->name,
                        failed.measure->of(column.measures));
  }
  return text;
}

std::string to_json(const ReplayReport& report) {
  JsonLine line;
  line.add("kind", "report").add("at", report.last).add("app", report.app.text);
  std::string files;
  for (const auto& file : report.files) files += (files.empty() ? "" : ",") + json_string(file);
  line.add_raw("files", "[" + files + "]").add("lines", report.lines);
  line.add("from", report.first).add("to", report.last);
  line.add("not_understood", report.not_understood).add("out_of_order", report.out_of_order);
  line.add("in_two_files", report.in_two_files);
  std::string columns;
  for (const auto& column : report.columns) {
    JsonLine one;
    one.add("name", column.name).add("imagined", column.imagined);
    for (const auto& measure : named_measures()) {
      one.add(measure.name, std::round(measure.of(column.measures) * 100) / 100);
    }
    columns += (columns.empty() ? "" : ",") + one.text();
  }
  line.add_raw("columns", "[" + columns + "]");
  JsonLine what_if;
  for (const auto& [type, lesson] : report.lessons) {
    JsonLine one;
    one.add("restarts", lesson.restarts)
        .add("first", lesson.after.front())
        .add("settled", lesson.after.back());
    one.add("ramp", to_seconds(lesson.ramp()))
        .add("spread", lesson.spread)
        .add("down", to_seconds(lesson.down));
    what_if.add_raw(type.text, one.text());
  }
  line.add_raw("what_if", what_if.text());
  std::string failed;
  for (const auto& each : report.failed) failed += (failed.empty() ? "" : ",") + json_string(each.text);
  return line.add_raw("failed", "[" + failed + "]").text();
}

}  // namespace swapguard::app
