#include "app/status_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/status_cells.h"
#include "app/status_words.h"
#include "io/telemetry/text.h"

namespace swapguard::app {
namespace {

using api::AppPicture;
using api::DynoPicture;
using telemetry::Charset;
using telemetry::Tone;

constexpr std::size_t whole_width = 80;
constexpr std::size_t curve_least = 5;

std::string headline(const AppPicture& app, Instant now, const Screen& screen) {
  const std::string_view mode = app.armed ? "ARMED" : "OBSERVE";
  const Tone tone = app.blind ? Tone::problem : app.paused ? Tone::attention : Tone::ok;
  std::string text = fmt::format(
      "{}  {}{}  {}", app.app.text, telemetry::painted(mode, app.armed ? tone : Tone::plain, screen.colour),
      app.paused ? telemetry::painted(" PAUSED", Tone::attention, screen.colour) : "", app.input);
  text += app.last_sample ? fmt::format(", last sample {} ago", short_span(now - *app.last_sample))
                          : std::string(", no sample yet");
  text += fmt::format(", {} dyno{}", app.dynos.size(), app.dynos.size() == 1 ? "" : "s");
  if (app.release) text += fmt::format(", v{}", *app.release);
  return app.guarded_by ? text + ", guarded by " + *app.guarded_by : text;
}

std::string footer(const AppPicture& app, const std::string& dyno) {
  const std::string per =
      app.budget_per == Duration(days{1}) ? "" : " in " + describe_duration(app.budget_per);
  const std::string would = app.armed ? "" : fmt::format(", {} would have been", app.day.would_restart);
  std::string text = fmt::format("Last 24 h: {} restart{} (budget {}{}){}, {} held back, {} R14, {} R15.\n",
                                 app.day.restarts, app.day.restarts == 1 ? "" : "s", app.budget, per, would,
                                 app.day.held, app.day.r14, app.day.r15);
  if (dyno.empty()) return text;
  return text +
         fmt::format("Why:  swapguard why {}        Events:  swapguard events -a {}\n", dyno, app.app.text);
}

// The columns in their order; `keep` says which find room.
struct Column {
  std::string_view head;
  bool is_right;
  std::string (*cell)(const DynoPicture&, Charset);
};
constexpr std::array<Column, 7> columns{{{"DYNO", false, dyno_cell},
                                         {"STATE", false, state_cell},
                                         {"MEMORY", false, memory_cell},
                                         {"MB", true, mb_cell},
                                         {"SWAP", true, swap_cell},
                                         {"MB/H", true, growth_cell},
                                         {"TO QUOTA", true, quota_cell}}};
constexpr std::size_t state_column = 1;
// What a narrow screen loses, in this order, after the curve.
constexpr std::array<std::size_t, 4> dispensable{4, 3, 6, 5};

class Table {
 public:
  Table(const std::vector<DynoPicture>& dynos, const Screen& screen) : dynos_(dynos), screen_(screen) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      widths_[i] = columns[i].head.size();
      for (const auto& dyno : dynos) {
        widths_[i] = std::max(widths_[i], telemetry::count_characters(columns[i].cell(dyno, screen.charset)));
      }
      keep_[i] = true;
    }
    for (const std::size_t column : dispensable) {
      if (width() > screen.width) keep_[column] = false;
    }
    if (screen.width < whole_width || width() + 2 + curve_least > screen.width) return;
    curve_ = std::min(api::State::spans, screen.width - width() - 2);
  }

  std::string text() const {
    std::string all = line([](std::size_t column) { return std::string(columns[column].head); }, nullptr);
    for (const auto& dyno : dynos_) {
      all += line([&](std::size_t column) { return columns[column].cell(dyno, screen_.charset); }, &dyno);
    }
    return all;
  }

 private:
  std::size_t width() const {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) sum += keep_[i] ? widths_[i] + 1 : 0;
    return sum - 1;
  }

  template <class Cell>
  std::string line(Cell cell, const DynoPicture* dyno) const {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!keep_[i]) continue;
      const std::string word = cell(i);
      const std::string room(widths_[i] - std::min(widths_[i], telemetry::count_characters(word)), ' ');
      const bool painted = dyno != nullptr && i == state_column;
      const std::string shown = painted ? telemetry::painted(word, state_tone(*dyno), screen_.colour) : word;
      text += (text.empty() ? "" : " ") + (columns[i].is_right ? room + shown : shown + room);
    }
    if (curve_ > 0) {
      text += "  " + (dyno == nullptr ? std::string("LAST 6 H").substr(0, curve_)
                                      : curve(dyno->recent, curve_, screen_.charset));
    }
    return text.erase(text.find_last_not_of(' ') + 1) + "\n";
  }

  const std::vector<DynoPicture>& dynos_;
  const Screen& screen_;
  std::array<std::size_t, columns.size()> widths_{};
  std::array<bool, columns.size()> keep_{};
  std::size_t curve_ = 0;  // cells; 0: no room
};

std::string rest_line(const std::vector<DynoPicture>& dynos, std::size_t most) {
  const auto percent = dynos[most].percent();
  return fmt::format("and {} more{}\n", dynos.size() - most,
                     percent ? fmt::format(", at {:.0f} % or less", *percent) : "");
}

std::string block(const AppPicture& app, Instant now, const Screen& screen, std::size_t most) {
  constexpr std::size_t sentences_most = 3;
  std::vector<DynoPicture> dynos = by_fill(app.dynos);
  const auto line = [&](const std::string& text, std::size_t indent) {
    return telemetry::wrapped(telemetry::one_line(text, screen.charset), screen.width, indent, indent) + "\n";
  };
  std::string text = headline(app, now, screen) + "\n";
  const auto said = sentences(app, dynos, now);
  for (std::size_t i = 0; i < std::min(sentences_most, said.size()); ++i) {
    text += telemetry::painted("!", said[i].tone, screen.colour) + " " + line(said[i].text, 2);
  }
  if (said.size() > sentences_most) text += fmt::format("! and {} more\n", said.size() - sentences_most);
  if (said.empty() && !dynos.empty()) text += "All dynos are fine.\n";
  const std::string first = dynos.empty() ? "" : dynos.front().dyno.text;
  if (!dynos.empty()) {
    const std::string rest = most > 0 && dynos.size() > most ? rest_line(dynos, most) : "";
    if (!rest.empty()) dynos.erase(dynos.begin() + static_cast<std::ptrdiff_t>(most), dynos.end());
    text += "\n" + Table(dynos, screen).text() + rest;
  }
  return text + "\n" + footer(app, first);
}

}  // namespace

std::string status_text(const api::State& state, const Screen& screen, std::size_t most) {
  std::string text;
  for (const auto& app : state.apps) {
    text += (text.empty() ? "" : "\n") + block(app, state.at, screen, most);
  }
  return text;
}

std::string status_plain(const api::State& state, std::size_t most) {
  std::string text;
  const auto number = [](const auto& value, double scale) {
    return value ? fmt::format("{:.0f}", static_cast<double>(*value) * scale) : std::string("-");
  };
  const auto size = [](const std::optional<Bytes>& value) {
    return value ? fmt::format("{:.0f}", value->to_megabytes()) : std::string("-");
  };
  for (const auto& app : state.apps) {
    std::vector<DynoPicture> dynos = by_fill(app.dynos);
    if (most > 0 && dynos.size() > most) dynos.resize(most);
    for (const auto& dyno : dynos) {
      std::optional<double> seconds_left;
      if (dyno.to_quota) seconds_left = to_seconds(*dyno.to_quota);
      text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", app.app.text, dyno.dyno.text,
                          state_cell(dyno, Charset::utf8), number(dyno.percent(), 1), size(dyno.used),
                          size(dyno.quota), size(dyno.swap), number(dyno.growth, 3600.0 / (1 << 20)),
                          number(seconds_left, 1));
    }
  }
  return text;
}

Health health_of(const api::State& state) {
  Health worst = Health::fine;
  for (const auto& app : state.apps) {
    if (app.blind) return Health::blind;
    const bool needs_a_look =
        app.paused || std::any_of(app.dynos.begin(), app.dynos.end(),
                                  [](const auto& dyno) { return state_tone(dyno) != Tone::ok; });
    if (needs_a_look) worst = Health::attention;
  }
  return worst;
}

}  // namespace swapguard::app
