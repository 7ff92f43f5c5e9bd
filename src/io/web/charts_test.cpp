#include "io/web/charts.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "io/web/plot.h"
#include "io/web/testing.h"

namespace swapguard::web {
namespace {

using ::testing::HasSubstr;
using testing::noon;
using ::testing::Not;

int count(std::string_view text, std::string_view what) {
  int found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::string memory(const api::Series& series, Medium medium = Medium::page) {
  return memory_chart(series, noon, medium).take();
}

TEST(Plot, a_line_breaks_where_there_is_no_figure) {
  const Plot plot({noon - hours{1}, noon, noon}, 0, 100, 100);
  const std::vector<Instant> times{noon - hours{1}, noon - minutes{45}, noon - minutes{30},
                                   noon - minutes{15}};
  EXPECT_EQ(plot.line(times, {50.0, 75.0, std::nullopt, 0.0}), "M50 50L240 25M620 100h0");
}

TEST(Plot, what_is_outside_stays_at_the_edge) {
  const Plot plot({noon - hours{1}, noon, noon}, 10, 100, 100);
  EXPECT_EQ(plot.y(500), 10);
  EXPECT_EQ(plot.y(-5), 110);
  EXPECT_EQ(plot.x(noon + days{1}), Plot::right);
}

TEST(Span, only_what_is_live_has_a_future) {
  auto series = testing::series();
  EXPECT_EQ(Span::of(series, noon).end, noon + hours{1});
  EXPECT_EQ(Span::of(series, noon + days{1}).end, noon);
}

TEST(Charts, colour_goes_to_dynos_that_need_a_look) {
  auto series = testing::series();
  EXPECT_EQ(coloured_dynos(series), std::vector{DynoName("web.3")});
  for (auto& each : series.generations) each.look = false;
  EXPECT_EQ(coloured_dynos(series), std::vector{DynoName("web.3")});  // the fullest
  for (auto& each : series.generations) each.look = each.current;
  EXPECT_EQ(coloured_dynos(series).size(), 4u);
  EXPECT_TRUE(coloured_dynos(api::Series{}).empty());
}

TEST(Charts, of_many_that_need_a_look_the_fullest_have_colours_in_the_order_of_the_series) {
  api::Series series;
  for (const double level : {50, 95, 60, 91, 70, 80}) {
    api::GenerationSeries line{.dyno = DynoName(fmt::format("web.{}", series.generations.size() + 1))};
    line.current = line.look = true;
    line.used = {level};
    series.generations.push_back(std::move(line));
  }
  EXPECT_EQ(coloured_dynos(series),
            (std::vector{DynoName("web.2"), DynoName("web.4"), DynoName("web.5"), DynoName("web.6")}));
}

TEST(Charts, the_memory_chart_shows_limits_forecast_gaps_and_what_happened) {
  const std::string svg = memory(testing::series());
  for (const char* words :
       {"Quota: swap starts, R14", "Restart at 98 %", "Forecast of web.3", "No samples from 08:00",
        "Release v142", ">now<", "Held back", "web.3 restarted", "R14 on worker.1, and 1 more"}) {
    EXPECT_THAT(svg, HasSubstr(words));
  }
  EXPECT_THAT(svg, Not(HasSubstr("R15: killed")));  // far above
  EXPECT_THAT(svg, Not(HasSubstr(" style=")));
}

TEST(Charts, the_time_before_the_first_sample_is_no_alarm) {
  auto series = testing::series();
  series.gaps = {{series.from, series.from + hours{1}}};
  EXPECT_THAT(memory(series), HasSubstr("No samples before 07:00"));
}

TEST(Charts, where_quota_kills_it_says_so) {
  auto series = testing::series();
  series.kill_percent = 100;
  EXPECT_THAT(memory(series), HasSubstr("Quota: killed"));
}

TEST(Charts, the_kill_line_is_there_once_memory_comes_near) {
  auto series = testing::series();
  series.generations[0].used.back() = 190;
  series.kill_percent = 150;
  EXPECT_THAT(memory(series), HasSubstr("R15: killed"));
}

TEST(Charts, a_hundred_calm_dynos_are_one_band) {
  auto series = testing::series(hours{24}, 24);
  for (int at = 0; at < 100; ++at) {
    auto each = series.generations[1];
    each.dyno = DynoName("web." + std::to_string(at + 10));
    series.generations.push_back(each);
  }
  const std::string svg = memory(series);
  EXPECT_THAT(svg, HasSubstr("All other dynos"));
  EXPECT_LT(svg.size(), 16'000u);
  EXPECT_EQ(count(svg, "class=\"name"), 1);  // web.3's
}

TEST(Charts, a_file_needs_no_style_sheet) {
  const std::string svg = memory(testing::series(), Medium::file);
  EXPECT_THAT(svg, HasSubstr("xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(svg, Not(HasSubstr("var(")));
  EXPECT_THAT(memory(testing::series()), HasSubstr("var(--bad)"));
}

TEST(Charts, nothing_at_all_is_still_a_chart) {
  const api::Series none{.app = AppName("acme"), .from = noon - hours{1}, .to = noon};
  EXPECT_THAT(memory(none), HasSubstr("</svg>"));
  EXPECT_THAT(swap_chart(none, noon, Medium::page).take(), HasSubstr("20 MB"));
  EXPECT_THAT(response_chart(none, noon, Medium::page).take(), HasSubstr("</svg>"));
}

TEST(Charts, rows_tell_the_highest_of_their_steps) {
  auto series = testing::series();
  series.generations[3].used[149] = 111;
  const std::string rows = memory_rows(series).take();
  EXPECT_THAT(rows, HasSubstr("<td class=\"num\">111 %</td>"));
  EXPECT_LE(count(rows, "<tr>"), 25);
  EXPECT_THAT(rows, HasSubstr("<caption class=\"visually-hidden\">Memory in percent of quota</caption>"));
}

TEST(Charts, hostile_names_stay_text) {
  auto series = testing::series();
  series.generations[3].dyno = DynoName(testing::hostile);
  series.forecasts[0].dyno = DynoName(testing::hostile);
  for (auto& mark : series.marks) mark.text = testing::hostile;
  for (const Medium medium : {Medium::page, Medium::file})
    EXPECT_THAT(memory(series, medium), Not(HasSubstr("<img")));
  EXPECT_THAT(memory_rows(series).take(), Not(HasSubstr("<img")));
}

}  // namespace
}  // namespace swapguard::web
