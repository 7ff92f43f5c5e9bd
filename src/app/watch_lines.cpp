#include "app/watch_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/status_cells.h"
#include "app/status_words.h"
#include "app/watch_chart.h"
#include "app/watch_table.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

using telemetry::Charset;
using telemetry::Tone;
using Lines = std::vector<std::string>;

constexpr std::size_t events_least = 3;
constexpr std::size_t chart_least = 6;  // with its title and axis
constexpr std::array<std::string_view, 15> help = {
    "",
    " up down  j k     another dyno, or scroll",
    " enter            why the dyno was or was not restarted",
    " tab              the next app",
    " s                sort: fill, name, growth, time to quota",
    " /                only dynos whose name holds what you type; Esc ends it",
    " e                all events",
    " 1 2 3 4          the chart shows 1 h, 6 h, 24 h, 7 d",
    " r                restart the dyno, through all guards; asks first",
    " p                pause the app, or resume it; asks first",
    " Ctrl-Z           put watch aside",
    " ? h              this page",
    " Esc              back",
    " q Ctrl-C         quit",
    "",
};

std::string cut(const std::string& text, const Screen& screen) {
  return fitted(telemetry::one_line(text, screen.charset), screen.width, screen.charset);
}

// `left` and, at the right edge, as much of `right` as there is room for.
std::string both(const std::string& left, const std::string& right, std::size_t width) {
  const std::size_t used = telemetry::count_characters(left) + telemetry::count_characters(right);
  return used + 2 > width ? left : left + std::string(width - used, ' ') + right;
}

std::string headline(const WatchPicture& picture, const api::AppPicture& app, const Screen& screen) {
  const std::string mode = app.armed ? "ARMED" : "OBSERVE";
  std::string text =
      " " + app.app.text + "   " + mode + (app.paused ? " PAUSED" : "") + (app.blind ? " BLIND" : "");
  text += app.last_sample
              ? fmt::format("   last sample {} ago", short_span(picture.state->at - *app.last_sample))
              : std::string("   no sample yet");
  const std::size_t apps = picture.state->apps.size();
  const std::string time = format_rfc3339(std::chrono::floor<seconds>(picture.state->at)).substr(11, 8);
  const std::string right =
      fmt::format("{}q quit  ? help    {} UTC", apps > 1 ? fmt::format("tab: {} apps  ", apps) : "", time);
  return cut(both(text, right, screen.width - 1), screen);
}

Lines sentence_lines(const api::AppPicture& app, Instant now, std::size_t most, const Screen& screen) {
  const auto said = sentences(app, by_fill(app.dynos), now);
  Lines lines;
  for (std::size_t i = 0; i < std::min(most, said.size()); ++i) {
    const std::string more =
        i + 1 == most && said.size() > most ? fmt::format(" (and {} more)", said.size() - most) : "";
    const std::string text =
        fitted(telemetry::one_line(said[i].text + more, screen.charset), screen.width - 3, screen.charset);
    lines.push_back(" " + telemetry::painted("!", said[i].tone, screen.colour) + " " + text);
  }
  if (said.empty())
    lines.push_back(app.dynos.empty() ? " No dyno has been seen yet." : " All dynos are fine.");
  return lines;
}

Lines event_rows(const WatchPicture& picture, const AppName& app, std::size_t first, std::size_t rows,
                 const Screen& screen) {
  Lines lines;
  std::size_t at = 0;
  for (const auto& stored : picture.events) {
    if (lines.size() == rows) break;
    if (stored.entry.app != app && !stored.entry.app.empty()) continue;
    if (at++ < first) continue;
    lines.push_back(" " + fitted(telemetry::to_pretty(stored.entry, {.charset = screen.charset, .width = 0}),
                                 screen.width - 1, screen.charset));
  }
  if (lines.empty() && first == 0) lines.push_back(" none yet");
  return lines;
}

// Of what the daemon has told, else what its state holds of the last six hours.
WatchCurve curve_of(const WatchPicture& picture, const api::DynoPicture& dyno) {
  if (picture.curve && picture.curve->dyno == dyno.dyno) return *picture.curve;
  const Instant now = picture.state->at;
  return {dyno.dyno, now - api::State::span * static_cast<long>(api::State::spans), now, dyno.recent};
}

Lines chart_lines(const WatchPicture& picture, const WatchChoice& choice, const api::DynoPicture& dyno,
                  std::size_t height, const Screen& screen) {
  const WatchCurve curve = curve_of(picture, dyno);
  const bool is_whole = picture.curve && picture.curve->dyno == dyno.dyno;
  const std::string left =
      fmt::format(" {}, {}", dyno.dyno.text, word_of(is_whole ? choice.range : WatchRange::six_hours));
  const std::string right =
      dyno.quota ? fmt::format("percent of its quota of {:.0f} MB", dyno.quota->to_megabytes()) : "";
  Lines lines{cut(both(left, right, screen.width - 1), screen)};
  for (auto& line : watch_chart(curve, screen.width - 1, height - 1, screen.charset))
    lines.push_back(std::move(line));
  return lines;
}

std::string last_line(const WatchPicture& picture, const WatchChoice& choice, const Screen& screen) {
  const std::string app = shown_app(picture, choice) == nullptr ? "" : shown_app(picture, choice)->app.text;
  switch (choice.typing) {
    case WatchTyping::filter:
      return cut(" /" + choice.filter + "_   Enter keeps it, Esc ends it", screen);
    case WatchTyping::restart:
      return cut(fmt::format(" Restart {} of {}, through all guards?  y: yes, any other key: no",
                             choice.dyno.text, app),
                 screen);
    case WatchTyping::pause:
      return cut(
          fmt::format(" Pause {}: restart nothing until it is resumed?  y: yes, any other key: no", app),
          screen);
    case WatchTyping::resume:
      return cut(fmt::format(" Resume {}?  y: yes, any other key: no", app), screen);
    case WatchTyping::none:
      break;
  }
  if (!picture.trouble.empty()) {
    const std::string text =
        fmt::format(" ! no answer for {}, trying again: {}", short_span(picture.silence), picture.trouble);
    return telemetry::painted(cut(text, screen), Tone::problem, screen.colour);
  }
  if (!picture.told.empty()) return cut(" " + picture.told, screen);
  if (choice.page != WatchPage::dynos) return cut(" j k scroll  Esc back  q quit", screen);
  const bool acts = picture.state && picture.state->actions;
  std::string keys = screen.charset == Charset::utf8 ? " ↑↓ dyno  ⏎ why  " : " j k dyno  enter why  ";
  keys += acts ? "r restart  p pause  " : "";
  keys += choice.sort == WatchSort::fill ? "s sort" : fmt::format("s sort ({})", word_of(choice.sort));
  keys += choice.filter.empty() ? "  / filter" : "  / filter (" + choice.filter + ")";
  keys += "  e events  1-4 range";
  return fitted(keys, screen.width, screen.charset);
}

// A text over the whole screen, from the line on to which it was scrolled. Broken lines keep their indent.
Lines text_page(std::string_view text, std::size_t scroll, std::size_t rows, const Screen& screen) {
  Lines all;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t indent = std::min(line.size(), line.find_first_not_of(' ')) + 1;
    std::string broken = telemetry::wrapped(telemetry::one_line(line.substr(indent - 1), screen.charset),
                                            screen.width - 1, indent, indent + 2);
    broken.insert(0, indent, ' ');
    for (std::size_t at = 0; at <= broken.size();) {
      const std::size_t end = std::min(broken.size(), broken.find('\n', at));
      all.push_back(fitted(std::string_view(broken).substr(at, end - at), screen.width, screen.charset));
      at = end + 1;
    }
  }
  const std::size_t first = std::min(scroll, all.size() - std::min(all.size(), rows));
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(first);
  return {from, from + static_cast<std::ptrdiff_t>(std::min(rows, all.size() - first))};
}

void append(Lines& lines, Lines more) {
  for (auto& line : more) lines.push_back(std::move(line));
}

// How many lines each part gets of what is left below the header of the table.
struct Shares {
  std::size_t dynos, chart, events;  // chart 0: no room for it
};

Shares shares_of(std::size_t left, std::size_t dynos) {
  Shares shares{.dynos = std::min(dynos, left), .chart = 0, .events = 0};
  const std::size_t wanted = events_least + 2;  // with a blank and its title
  if (left < wanted + 1) return shares;
  left -= wanted;
  const bool has_chart = left >= chart_least + 1 + std::min<std::size_t>(dynos, 4);
  if (has_chart) shares.chart = chart_least;
  const std::size_t chart = has_chart ? chart_least + 1 : 0;
  shares.dynos = std::min(dynos, left - chart);
  left -= shares.dynos + chart;
  // Rows for steps of 25, 20 or 10 percent.
  const std::size_t taller = !has_chart ? 0 : left >= 12 ? 6 : left >= 2 ? 1 : 0;
  shares.chart += taller;
  shares.events = events_least + left - taller;
  return shares;
}

Lines dynos_page(const WatchPicture& picture, const WatchChoice& choice, const api::AppPicture& app,
                 std::size_t rows, const Screen& screen) {
  Lines lines = sentence_lines(app, picture.state->at, screen.height >= 30 ? 3 : 2, screen);
  if (rows > 12) lines.emplace_back();
  const auto dynos = shown_dynos(picture, choice);
  const std::size_t chosen = chosen_row(dynos, choice);
  const std::size_t left = rows - std::min(rows, lines.size() + 1);
  const Shares shares = shares_of(left, std::max<std::size_t>(1, dynos.size()));
  append(lines,
         watch_table(dynos, chosen, first_row(dynos.size(), chosen, shares.dynos), shares.dynos, screen));
  if (dynos.empty())
    lines.emplace_back(choice.filter.empty() ? "" : "  no dyno's name holds " + choice.filter);
  if (shares.chart > 0 && !dynos.empty()) {
    lines.emplace_back();
    append(lines, chart_lines(picture, choice, dynos[chosen], shares.chart, screen));
  }
  if (shares.events > 0) {
    lines.emplace_back();
    lines.emplace_back(" EVENTS");
    append(lines, event_rows(picture, app.app, 0, shares.events, screen));
  }
  return lines;
}

Lines page(const WatchPicture& picture, const WatchChoice& choice, std::size_t rows, const Screen& screen) {
  const auto* app = shown_app(picture, choice);
  switch (choice.page) {
    case WatchPage::help: {
      std::string text;
      for (const auto line : help) text += std::string(line) + "\n";
      return text_page(text, choice.scroll, rows, screen);
    }
    case WatchPage::why:
      return text_page(picture.why.empty() ? "..." : picture.why, choice.scroll, rows, screen);
    case WatchPage::events:
      return app == nullptr ? Lines{} : event_rows(picture, app->app, choice.scroll, rows, screen);
    case WatchPage::dynos:
      break;
  }
  return app == nullptr ? Lines{" No app is guarded."} : dynos_page(picture, choice, *app, rows, screen);
}

}  // namespace

std::string fitted(std::string_view text, std::size_t width, Charset charset) {
  if (telemetry::count_characters(text) <= width) return std::string(text);
  std::string fit;
  for (const char octet : text) {
    const bool begins = (static_cast<unsigned char>(octet) & 0xC0U) != 0x80U;
    if (begins && telemetry::count_characters(fit) + 1 >= width) break;
    fit += octet;
  }
  return width == 0 ? "" : fit + (charset == Charset::utf8 ? "…" : "~");
}

std::vector<std::string> watch_lines(const WatchPicture& picture, const WatchChoice& choice,
                                     const Screen& screen) {
  constexpr std::size_t narrowest = 46, lowest = 6;
  if (screen.width < narrowest || screen.height < lowest) {
    Lines lines{fitted("too small a screen", screen.width, screen.charset)};
    lines.resize(std::max<std::size_t>(1, screen.height));
    return lines;
  }
  const auto* app = shown_app(picture, choice);
  Lines lines{app == nullptr ? std::string(" swapguard watch") : headline(picture, *app, screen)};
  const std::size_t rows = screen.height - 2;
  append(lines, page(picture, choice, rows, screen));
  lines.resize(screen.height - 1);
  lines.push_back(last_line(picture, choice, screen));
  return lines;
}

std::string watch_summary(const api::State& state, Charset charset) {
  std::string text;
  for (const auto& app : state.apps) {
    const auto dynos = by_fill(app.dynos);
    const auto said = sentences(app, dynos, state.at);
    std::string line =
        fmt::format("{} {} {}{}, {} dynos", clock_of(state.at), app.app.text, app.armed ? "armed" : "observe",
                    app.paused ? ", paused" : "", dynos.size());
    if (!dynos.empty() && dynos.front().percent()) {
      line += fmt::format(", fullest {} {:.0f} %", dynos.front().dyno.text, *dynos.front().percent());
    }
    line += said.empty() ? "" : ". " + said.front().text;
    text += telemetry::one_line(line, charset) + "\n";
  }
  return text;
}

}  // namespace swapguard::app
