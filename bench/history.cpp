// What pictures cost: a month, a day and six hours of fifty dynos, from the question to the JSON. The history
// is made as the program makes it and lies in a file.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "io/api/series_of.h"
#include "io/history/history.h"
#include "measure.h"

namespace swapguard {
namespace {

constexpr int dynos = 50;
constexpr int asked = 11;
const AppName acme("acme");
const Instant now = *parse_rfc3339("2026-05-31T00:00:00Z");

DynoId id_of(int place, std::int64_t life) {
  DynoId id;
  const std::uint64_t number = static_cast<std::uint64_t>(life) * dynos + static_cast<std::uint64_t>(place);
  for (std::size_t i = 0; i < 8; ++i) id.octets[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  id.octets[0] = 0xa1;
  return id;
}

// A leak that is renewed each day, with a wave on it.
history::StoredSample sample(int place, Instant at) {
  const std::int64_t second = at.time_since_epoch() / seconds{1} + place * 1000;
  const double day = static_cast<double>(second % 86'400) / 86'400;
  const auto used = static_cast<std::int64_t>((200 + 300 * day + 5 * std::sin(second)) * (1 << 20));
  return {.app = acme,
          .dyno = DynoName(fmt::format("web.{}", place + 1)),
          .id = id_of(place, second / 86'400),
          .at = at,
          .quota = Bytes::megabytes(512),
          .used_min = Bytes{used},
          .used_mean = Bytes{used},
          .used_max = Bytes{used},
          .swap_max = Bytes{}};
}

template <class Done>
bool fine(const Done& done) {
  if (!done) fmt::print("{}\n", done.error().message);
  return done.has_value();
}

// Of the older days one sample a minute stands for its minute, as the roll-up would leave it.
bool fill(history::History& history, Duration all, Duration raw) {
  std::vector<history::StoredSample> samples;
  std::vector<guard::JournalEntry> entries;
  std::vector<history::ResponseMinute> responses;
  for (Instant at = now - all; at < now; at += at < now - raw ? Duration(minutes{1}) : seconds{20}) {
    for (int place = 0; place < dynos; ++place) samples.push_back(sample(place, at));
    if (at.time_since_epoch() % minutes{1} == Duration{}) responses.push_back({acme, at, 3000, 2, 240.5});
    if (at.time_since_epoch() % minutes{5} == Duration{}) {
      entries.push_back({.kind = guard::Kind::r14, .at = at, .app = acme, .dyno = DynoName("web.1")});
      entries.back().title = "web.1 is over its quota (R14): 530 MB of 512 MB";
    }
    if (at.time_since_epoch() % hours{3} == Duration{}) {
      entries.push_back({.kind = guard::Kind::restart, .at = at, .app = acme, .dyno = DynoName("web.2")});
    }
    if (samples.size() < 10'000 && at + minutes{1} < now) continue;
    if (!fine(history.append(entries, samples)) || !fine(history.append(responses))) return false;
    samples.clear();
    entries.clear();
    responses.clear();
  }
  return true;
}

bool ask(history::History& history, const char* what, Duration span) {
  const api::SeriesWish wish{.app = acme, .dyno = {}, .from = now - span, .to = now, .now = now};
  const auto query = api::query_for(wish, dynos);
  std::vector<double> read, all;
  std::size_t octets = 0, lines = 0;
  for (int i = 0; i < asked; ++i) {
    const auto start = bench::Clock::now();
    const auto picture = history.picture(query);
    if (!fine(picture)) return false;
    read.push_back(bench::seconds_since(start));
    const auto series = api::series_of(wish, query, *picture, nullptr);
    octets = api::to_json(series).size();
    lines = series.generations.size();
    all.push_back(bench::seconds_since(start));
  }
  fmt::print(
      "  {:<8} step {:>4}  {:>4} lines  {:>5} kB   read {:6.1f} ms   answered {:6.1f} ms, best {:6.1f}\n",
      what, format_duration(query.step), lines, octets / 1000, 1e3 * bench::quantile(read, 0.5),
      1e3 * bench::quantile(all, 0.5), 1e3 * bench::quantile(all, 0));
  return true;
}

}  // namespace
}  // namespace swapguard

// With the name of a file: that one is made, kept, and asked again the next time.
int main(int count, char** words) {
  using namespace swapguard;
  const auto folder = std::filesystem::temp_directory_path() / "swapguard-bench-history";
  if (count < 2) std::filesystem::create_directories(folder);
  const std::string path = count > 1 ? words[1] : (folder / "history.sqlite").string();
  const bool is_there = count > 1 && std::filesystem::exists(path);
  bool done = false;
  {
    auto history = history::History::open(path);
    if (!fine(history)) return 1;
    const auto start = bench::Clock::now();
    done = is_there || (fill(**history, days{30}, days{2}) && fine((*history)->tidy_up(now, {})));
    const double rows = dynos * (28 * 1440.0 + 2 * 4320.0);
    if (!is_there) fmt::print("{:.0f} samples a second written\n", rows / bench::seconds_since(start));
    fmt::print("history of {} dynos, 30 days, {:.0f} MB; medians of {}\n", dynos,
               static_cast<double>(std::filesystem::file_size(path)) / 1e6, asked);
    done = done && ask(**history, "6 h", hours{6}) && ask(**history, "24 h", hours{24}) &&
           ask(**history, "7 days", days{7}) && ask(**history, "30 days", days{30});
  }
  std::filesystem::remove_all(folder);
  return done ? 0 : 1;
}
