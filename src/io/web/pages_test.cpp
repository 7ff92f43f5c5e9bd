#include "io/web/pages.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <regex>

#include "io/web/testing.h"

namespace swapguard::web {
namespace {

using guard::Kind;
using ::testing::HasSubstr;
using testing::noon;
using ::testing::Not;

std::size_t packed_size(const std::string& text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::vector<Bytef> packed(size);
  EXPECT_EQ(compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(text.data()),
                      static_cast<uLong>(text.size()), 9),
            Z_OK);
  return size;
}

int count(std::string_view text, std::string_view what) {
  int found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

// What holds for every page: what assistive technology and the Content-Security-Policy want of it.
void expect_sound(const std::string& html) {
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_EQ(count(html, "<h1"), 1);
  EXPECT_EQ(count(html, "<main"), 1);
  EXPECT_THAT(html, HasSubstr("<a class=\"skip\" href=\"#main\">"));
  EXPECT_THAT(html, Not(HasSubstr(" style=")));
  EXPECT_THAT(html, Not(HasSubstr("<style")));
  EXPECT_FALSE(std::regex_search(html, std::regex("<script(?! src=\"/assets/)|\\son[a-z]+=\"|javascript:")));
  EXPECT_FALSE(std::regex_search(html, std::regex("(href|src|action)=\"(?!/|#|\\?)")));  // no other site
  std::regex ids(" id=\"([^\"]*)\"");
  std::set<std::string> seen;
  for (std::sregex_iterator id(html.begin(), html.end(), ids), end; id != end; ++id) {
    EXPECT_TRUE(seen.insert((*id)[1]).second) << "twice: " << (*id)[1];
  }
}

EvidencePage evidence_of(const api::State& state) {
  const auto feed = testing::feed();
  EvidencePage page{.frame = testing::frame(state, "evidence"), .decision = feed[4], .then = {feed[3]}};
  page.series = testing::series();
  page.file = "swapguard.toml";
  page.settings = {{"restart_at", "\"98%\""}};
  history::StoredSample sample{.app = AppName("acme"), .dyno = DynoName("web.3"), .at = noon - minutes{70}};
  sample.quota = Bytes::megabytes(512);
  sample.used_max = Bytes::megabytes(502);
  page.samples = {sample};
  return page;
}

TEST(AppPage, is_whole_without_a_script) {
  const auto state = testing::state();
  const std::string html = app_page(testing::app_page_of(state));
  expect_sound(html);
  for (const char* words :
       {"<title>acme: web.3 will be restarted around 12:36 UTC · swapguard</title>", "data-page=\"app\"",
        "data-app=\"acme\"", ">Armed</span>", "Last sample 6 s ago", "Memory, percent of quota",
        "Data as table", "In colour: what needs a look, web.3.", "What users felt", "Decisions and events",
        "<caption class=\"visually-hidden\">Dynos, the fullest first</caption>", "Restart now…",
        "430 / 512 MB", "data-series=\"/api/v1/series?app=acme&amp;from=-6h\""}) {
    EXPECT_THAT(html, HasSubstr(words));
  }
  EXPECT_THAT(html, HasSubstr("<a href=\"/apps/acme?range=6h\" aria-current=\"true\">6h</a>"));
}

TEST(AppPage, keeps_to_its_budget) {
  const auto state = testing::state();
  EXPECT_LE(packed_size(app_page(testing::app_page_of(state))), 10'000u);
}

TEST(AppPage, of_a_hundred_dynos_keeps_to_it_too) {
  auto state = testing::state();
  auto page = testing::app_page_of(state);
  page.series = testing::series(hours{24}, 24);
  for (int at = 0; at < 96; ++at) {
    const std::string name = "web." + std::to_string(at + 10);
    state.apps[0].dynos.push_back(testing::dyno(name, 40 + at % 17, 10));
    page.series.generations.push_back(page.series.generations[1]);
    page.series.generations.back().dyno = DynoName(name);
  }
  EXPECT_LE(packed_size(app_page(page)), 10'000u);
}

TEST(AppPage, each_state_is_seen_at_the_top) {
  struct Case {
    void (*change)(api::AppPicture&);
    const char* badge;
    const char* headline;
    const char* tone;
  };
  const Case cases[] = {
      {[](api::AppPicture& app) { app.armed = false; }, ">Observe<", "would be restarted", "verdict warn"},
      {[](api::AppPicture& app) { app.paused = true; }, ">Paused<", ">Paused</h1>", "verdict warn"},
      {[](api::AppPicture& app) { app.blind = "no_samples"; }, ">Blind<",
       "Blind: swapguard does not see acme", "verdict bad"},
      {[](api::AppPicture& app) { app.dynos.clear(); }, ">Armed<", "acme runs no dyno that is watched",
       "verdict calm"},
  };
  for (const auto& each : cases) {
    auto state = testing::state();
    each.change(state.apps[0]);
    const std::string html = app_page(testing::app_page_of(state));
    expect_sound(html);
    for (const char* words : {each.badge, each.headline, each.tone}) EXPECT_THAT(html, HasSubstr(words));
  }
}

TEST(AppPage, offers_actions_only_to_who_may_act) {
  const auto state = testing::state();
  auto page = testing::app_page_of(state);
  page.frame.viewer.may_act = false;
  EXPECT_THAT(app_page(page), Not(HasSubstr("Restart now")));
}

TEST(AppPage, a_fragment_is_the_part_as_it_stands_on_the_page) {
  const auto state = testing::state();
  const auto page = testing::app_page_of(state);
  const std::string html = app_page(page);
  for (const char* name : {"verdict", "tiles", "table", "feed", "mode"}) {
    const std::string part = app_fragment(page, name);
    EXPECT_THAT(part, HasSubstr(std::string("data-live=\"") + name + "\""));
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_EQ(app_fragment(page, "nonsense"), "");
}

TEST(AppPage, hostile_names_stay_text) {
  auto state = testing::state();
  auto page = testing::app_page_of(state);
  for (auto& dyno : state.apps[0].dynos) dyno.dyno = DynoName(testing::hostile);
  for (auto& stored : page.feed)
    stored.entry.title = stored.entry.dyno.text = stored.entry.reason = testing::hostile;
  for (auto& stored : page.feed) stored.entry.decision = DecisionId(testing::hostile);
  for (auto& each : page.series.generations) each.dyno = DynoName(testing::hostile);
  page.storage = testing::hostile;
  const std::string html = app_page(page);
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
}

TEST(AppsPage, shows_the_loudest_first) {
  auto state = testing::state();
  state.apps.push_back(state.apps[0]);
  state.apps[1].app = AppName("news");
  state.apps[1].blind = "no_samples";
  auto frame = testing::frame(state, "apps");
  frame.app = AppName();
  const std::string html = apps_page(frame, {testing::feed()}, {});
  expect_sound(html);
  EXPECT_THAT(html, HasSubstr(">2 apps need a look</h1>"));
  EXPECT_LT(html.find("Blind: swapguard does not see news"), html.find("web.3 will be restarted"));
}

TEST(DynoPage, shows_only_its_own_lines) {
  const auto state = testing::state();
  auto frame = testing::frame(state, "dyno");
  frame.range = Range{"6h", noon - hours{6}, noon};
  const std::string html =
      dyno_page({frame, DynoName("web.3"), testing::series(), testing::feed(), "web.3 is not due: 430 MB"});
  expect_sound(html);
  for (const char* words : {"web.3 is not due: 430 MB", "Near quota, up", "430 MB of 512 MB, 84 %",
                            "href=\"/apps/acme/restart?dyno=web.3\"",
                            "data-series=\"/api/v1/series?app=acme&amp;dyno=web.3&amp;from=-6h\""}) {
    EXPECT_THAT(html, HasSubstr(words));
  }
  EXPECT_THAT(html, Not(HasSubstr(">web.1</text>")));
}

TEST(DynoPage, of_a_dyno_that_is_not_there_says_so) {
  const auto state = testing::state();
  const std::string html = dyno_page({testing::frame(state, "dyno"), DynoName(testing::hostile), {}, {}, ""});
  EXPECT_THAT(html, HasSubstr("Not seen"));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST(EventsPage, keeps_its_filters_and_leads_to_older_ones) {
  const auto state = testing::state();
  const std::string html = events_page(
      {testing::frame(state, "events"), testing::feed(), testing::hostile, "held", "/apps/acme/events?to=x"});
  expect_sound(html);
  EXPECT_THAT(html, HasSubstr("<option value=\"held\" selected=\"\">held</option>"));
  EXPECT_THAT(html, HasSubstr("href=\"/apps/acme/events?to=x\""));
  EXPECT_THAT(html, HasSubstr("worker.1 held back: protected window"));
}

TEST(EvidencePage, tells_figures_guards_samples_outcome_and_settings) {
  const auto state = testing::state();
  const std::string html = evidence_page(evidence_of(state));
  expect_sound(html);
  for (const char* words :
       {"Why was web.3 restarted?", ">503 MB</td>", "<td>98.2 %</td>", "<td>115 MB/h</td>",
        "34m since its last restart, 10m wanted", ">yes</span>", ">no</span>", ">502 MB</td>",
        "DELETE /apps/acme/dynos/web.3", "web.3 is back after 15s", "restart_at = &quot;98%&quot;",
        "swapguard.toml", "swapguard why -a acme d-8f31c2d0"}) {
    EXPECT_THAT(html, HasSubstr(words));
  }
}

TEST(EvidencePage, of_one_held_back_claims_no_call) {
  const auto state = testing::state();
  auto page = evidence_of(state);
  page.decision = testing::feed()[0];
  page.then.clear();
  const std::string html = evidence_page(page);
  EXPECT_THAT(html, HasSubstr("Why was worker.1 not restarted?"));
  EXPECT_THAT(html, HasSubstr("Nothing was sent to Heroku."));
  EXPECT_THAT(html, Not(HasSubstr("DELETE")));
}

TEST(SetupPage, ticks_off_what_is_done_and_shows_no_secret) {
  auto state = testing::state();
  auto frame = testing::frame(state, "setup");
  frame.app = AppName();
  EXPECT_THAT(setup_page({frame, "https://guard.example.com"}), Not(HasSubstr("drains:add")));
  state.apps[0].last_sample.reset();
  const std::string html = setup_page({frame, "https://guard.example.com"});
  expect_sound(html);
  EXPECT_THAT(html,
              HasSubstr("heroku drains:add &quot;https://swapguard:$SWAPGUARD_DRAIN_SECRET@guard.example.com/"
                        "logs/acme&quot; -a acme"));
  EXPECT_THAT(html, HasSubstr("heroku labs:enable log-runtime-metrics -a acme"));
}

TEST(DoorPages, ask_before_anything_is_done) {
  const auto state = testing::state();
  const std::string restart = confirm_page({testing::frame(state, "confirm"), Place::restart, "web.3"});
  expect_sound(restart);
  EXPECT_THAT(restart, HasSubstr("<option value=\"web.3\" selected=\"\">web.3, 84 %</option>"));
  EXPECT_THAT(restart, HasSubstr("method=\"post\""));
  EXPECT_THAT(confirm_page({testing::frame(state, "confirm"), Place::pause, ""}), HasSubstr("until resumed"));
  EXPECT_THAT(confirm_page({testing::frame(state, "confirm"), Place::resume, ""}),
              HasSubstr(">Resume</button>"));
}

TEST(DoorPages, the_login_tells_nothing_about_any_app) {
  const std::string html = login_page("/apps/acme\"><img>", true);
  expect_sound(html);
  EXPECT_THAT(html, HasSubstr("That is not the password."));
  EXPECT_THAT(html, HasSubstr("autocomplete=\"current-password\""));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST(Badge, says_the_mode_and_the_fullest_dyno) {
  auto app = testing::state().apps[0];
  EXPECT_THAT(badge_svg(app, {Tone::ok, "fine", ""}, noon), HasSubstr(">Armed, 84%</text>"));
  app.blind = "no_samples";
  EXPECT_THAT(badge_svg(app, {Tone::bad, "Blind", ""}, noon), HasSubstr(">blind</text>"));
}

}  // namespace
}  // namespace swapguard::web
