#include "sim/model/platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/model/scenarios.h"

namespace swapguard::sim {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const ProcessType web{"web"};

Spec one_app(const MemoryShape& memory, int quantity = 1) {
  Spec spec;
  AppSpec app;
  TypeSpec type;
  type.quantity = quantity;
  type.memory = memory;
  app.types = {type};
  app.running_for = minutes{40};
  spec.apps = {app};
  return spec;
}

// A platform and everything that it printed.
struct Played {
  PlatformModel model;
  std::vector<LogRecord> lines;

  explicit Played(const Spec& spec, std::uint64_t seed = 1) : model(spec, seed) {}
  App& app() { return *model.apps().front(); }
  void go(Duration time) {
    model.advance(model.now() + time, [this](const LogRecord& line) { lines.push_back(line); });
  }
  std::vector<std::string> texts(std::string_view process, std::string_view part = "") const {
    std::vector<std::string> found;
    for (const LogRecord& line : lines) {
      if (line.process == process && line.text.find(part) != std::string::npos) found.push_back(line.text);
    }
    return found;
  }
  // What is not a sample.
  std::vector<std::string> events(std::string_view process) const {
    std::vector<std::string> found;
    for (const std::string& text : texts(process)) {
      if (!text.starts_with("source=")) found.push_back(text);
    }
    return found;
  }
};

TEST(PlatformModel, SamplesEveryDynoAboutEveryTwentySeconds) {
  Played played(one_app(MemoryShape::flat(256, 0), 2));
  played.go(hours{1});
  EXPECT_NEAR(static_cast<double>(played.texts("web.1", "sample#memory_total").size()), 180, 3);
  EXPECT_NEAR(static_cast<double>(played.texts("web.2", "sample#load_avg_1m").size()), 180, 3);
  const std::string id = played.app().dynos()[0].id.text();
  EXPECT_THAT(played.texts("web.1", "sample#memory_rss=256.00MB").front(),
              testing::MatchesRegex("source=web\\.1 dyno=heroku\\.[0-9]+\\." + id +
                                    " sample#memory_total=[0-9.]+MB sample#memory_rss=256.00MB "
                                    "sample#memory_cache=[0-9.]+MB sample#memory_swap=0.00MB "
                                    "sample#memory_pgpgin=[0-9]+pages sample#memory_pgpgout=[0-9]+pages "
                                    "sample#memory_quota=512.00MB"));
}

TEST(PlatformModel, TheSameSeedTellsTheSameStory) {
  for (const Scenario& scenario : scenarios()) {
    Played first(scenario.make(), 7);
    Played again(scenario.make(), 7);
    Played other(scenario.make(), 8);
    for (Played* played : {&first, &again, &other}) played->go(hours{2});
    const auto text = [](const Played& played) {
      std::string all;
      for (const LogRecord& line : played.lines) all += to_text_line(line);
      return all;
    };
    EXPECT_EQ(text(first), text(again)) << scenario.name;
    EXPECT_NE(text(first), text(other)) << scenario.name;
  }
}

TEST(PlatformModel, LinesComeInTheOrderOfTime) {
  Played played(*make_scenario("fleet"));
  for (int i = 0; i < 8; ++i) {
    for (const auto& app : played.model.apps()) app->restart("web.1").has_value();
    played.go(minutes{7});
  }
  EXPECT_TRUE(std::is_sorted(played.lines.begin(), played.lines.end(),
                             [](const LogRecord& a, const LogRecord& b) { return a.at < b.at; }));
}

TEST(PlatformModel, ARestartReadsAsItDoesAtHeroku) {
  Played played(one_app(MemoryShape::flat(256)));
  played.go(minutes{5});
  const DynoId before = played.app().dynos()[0].id;
  EXPECT_EQ(played.app().restart("web.1").value(), before);
  EXPECT_NE(played.app().dynos()[0].id, before);
  EXPECT_EQ(played.app().dynos()[0].state, DynoState::starting);
  played.lines.clear();
  played.go(minutes{1});
  EXPECT_THAT(played.events("web.1"),
              ElementsAre("Restarting", "State changed from up to starting",
                          "Stopping all processes with SIGTERM", "Process exited with status 143",
                          "Starting process with command `bundle exec puma -C config/puma.rb`",
                          "State changed from starting to up"));
  EXPECT_EQ(played.app().dynos()[0].state, DynoState::up);
  EXPECT_THAT(played.texts("web.1").back(), HasSubstr(played.app().dynos()[0].id.text()));
  const auto truth = played.model.truth().find(before);
  EXPECT_EQ(truth->ended_by, Cause::request);
  EXPECT_EQ(truth->restart_requests, 1);
}

TEST(PlatformModel, ARestartByIdHitsOnlyAListedGeneration) {
  Played played(one_app(MemoryShape::flat(256)));
  const DynoId before = played.app().dynos()[0].id;
  EXPECT_TRUE(played.app().restart(before.text()));
  EXPECT_EQ(played.app().restart(before.text()).error(), Refusal::not_found);
  EXPECT_EQ(played.app().restart("web.9").error(), Refusal::not_found);
}

TEST(PlatformModel, PrebootRunsBothGenerationsAndListsTheNewOne) {
  Spec spec = one_app(MemoryShape::flat(256));
  spec.apps[0].preboot = true;
  Played played(spec);
  played.go(minutes{5});
  const DynoId before = played.app().dynos()[0].id;
  EXPECT_TRUE(played.app().restart("web.1"));
  const DynoId after = played.app().dynos()[0].id;
  played.lines.clear();
  played.go(minutes{2});
  EXPECT_FALSE(played.texts("web.1", before.text()).empty());
  EXPECT_FALSE(played.texts("web.1", after.text()).empty());
  EXPECT_EQ(played.app().lives().serving(web), 1);
  EXPECT_THAT(played.events("web.1"), Not(Contains("Stopping all processes with SIGTERM")));
  played.go(minutes{3});
  EXPECT_THAT(played.events("web.1"), Contains("Process exited with status 143"));
  EXPECT_TRUE(played.model.truth().find(before)->ended_at);
  for (const UpTruth& up : played.model.truth().ups) EXPECT_EQ(up.up, 1);
}

TEST(PlatformModel, ARestartInsideThePrebootWindowHitsTheNewGeneration) {
  Spec spec = one_app(MemoryShape::flat(256));
  spec.apps[0].preboot = true;
  Played played(spec);
  const DynoId first = played.app().dynos()[0].id;
  EXPECT_EQ(played.app().restart("web.1").value(), first);
  played.go(minutes{1});
  const DynoId second = played.app().dynos()[0].id;
  EXPECT_EQ(played.app().restart("web.1").value(), second);
  played.go(minutes{2});
  EXPECT_TRUE(played.model.truth().find(second)->ended_at);
  EXPECT_FALSE(played.model.truth().find(first)->ended_at) << "the old one lives longer";
}

TEST(PlatformModel, OverTheQuotaR14ComesWithTheSamples) {
  Played played(one_app(MemoryShape::flat(580, 0)));
  played.go(minutes{20});
  EXPECT_NEAR(static_cast<double>(played.texts("web.1", "Error R14 (Memory quota exceeded)").size()), 58, 5);
  EXPECT_THAT(played.texts("web.1"), Contains("Process running mem=580M(113.3%)"));
}

TEST(PlatformModel, AtTheKillPointTheDynoDiesAndComesBack) {
  Played played(one_app(MemoryShape::leak(900, 20, 0)));
  played.go(minutes{8});
  EXPECT_EQ(played.texts("web.1", "Error R15 (Memory quota vastly exceeded)").size(), 1u);
  const auto events = played.events("web.1");
  const auto kill = std::find(events.begin(), events.end(), "Stopping process with SIGKILL");
  ASSERT_GE(events.end() - kill, 6);
  EXPECT_THAT(std::vector(kill, kill + 6),
              ElementsAre("Stopping process with SIGKILL", "Process exited with status 137",
                          "State changed from up to crashed", "State changed from crashed to starting",
                          "Starting process with command `bundle exec puma -C config/puma.rb`",
                          "State changed from starting to up"));
  EXPECT_EQ(played.model.truth().generations.front()->ended_by, Cause::memory_kill);
}

TEST(PlatformModel, WithoutSwapTheKillComesAtTheQuota) {
  Spec spec = one_app(MemoryShape::leak(1000, 20, 0));
  spec.apps[0].types[0].size = "Private-S";
  Played played(spec);
  played.go(minutes{3});
  EXPECT_THAT(played.events("web.1"), Contains("Stopping process with SIGKILL"));
  EXPECT_TRUE(played.texts("web.1", "R14").empty());
}

TEST(PlatformModel, CyclesOnceADay) {
  Played played(one_app(MemoryShape::flat(256), 3));
  played.go(hours{29});
  for (const char* name : {"web.1", "web.2", "web.3"}) EXPECT_EQ(played.texts(name, "Cycling").size(), 1u);
}

TEST(PlatformModel, AReleaseRestartsEveryDyno) {
  Played played(one_app(MemoryShape::flat(256), 2));
  played.app().set_config("FOO");
  played.go(minutes{1});
  EXPECT_THAT(played.texts("api"), ElementsAre("Set FOO config vars by user dev@example.com",
                                               "Release v4 created by user dev@example.com"));
  for (const auto& dyno : played.app().dynos()) EXPECT_EQ(dyno.release, 4);
  for (const char* name : {"web.1", "web.2"}) EXPECT_THAT(played.events(name), Contains("Restarting"));
}

TEST(PlatformModel, ScalesUpAndDown) {
  Played played(one_app(MemoryShape::flat(256), 1));
  EXPECT_TRUE(played.app().scale({{web, 3, ""}}));
  played.go(minutes{1});
  EXPECT_THAT(played.texts("api"), ElementsAre("Scaled to web@3:Standard-1X by user dev@example.com"));
  EXPECT_EQ(played.app().lives().serving(web), 3);
  EXPECT_TRUE(played.app().scale({{web, 1, ""}}));
  played.go(minutes{1});
  EXPECT_EQ(played.app().dynos().size(), 1u);
  EXPECT_THAT(played.events("web.3"), Contains("State changed from up to down"));
  EXPECT_FALSE(played.app().scale({{ProcessType{"nosuch"}, 1, ""}}));
  EXPECT_FALSE(played.app().scale({{web, 1, "nosuch"}}));
}

TEST(PlatformModel, ResizingRestartsTheTypeWithItsNewQuota) {
  Played played(one_app(MemoryShape::flat(256)));
  EXPECT_TRUE(played.app().scale({{web, std::nullopt, "standard-2x"}}));
  played.go(minutes{2});
  EXPECT_EQ(played.app().dynos()[0].size, "Standard-2X");
  EXPECT_FALSE(played.texts("web.1", "sample#memory_quota=1024.00MB").empty());
}

TEST(PlatformModel, ACrashWaitsLongerTheSecondTime) {
  Played played(one_app(MemoryShape::flat(256)));
  EXPECT_TRUE(played.app().crash(DynoName{"web.1"}));
  played.go(minutes{1});
  EXPECT_EQ(played.app().dynos()[0].state, DynoState::up);
  EXPECT_TRUE(played.app().crash(DynoName{"web.1"}));
  played.go(minutes{10});
  EXPECT_EQ(played.app().dynos()[0].state, DynoState::crashed);
  played.go(minutes{15});
  EXPECT_EQ(played.app().dynos()[0].state, DynoState::up);
}

TEST(PlatformModel, RuntimeMetricsReachOnlyDynosStartedAfterwards) {
  Spec spec = one_app(MemoryShape::flat(256));
  spec.apps[0].runtime_metrics = false;
  Played played(spec);
  EXPECT_TRUE(played.app().set_feature("log-runtime-metrics", true));
  played.go(minutes{5});
  EXPECT_TRUE(played.texts("web.1", "sample#").empty());
  EXPECT_TRUE(played.app().restart("web.1"));
  played.go(minutes{5});
  EXPECT_FALSE(played.texts("web.1", "sample#").empty());
  EXPECT_FALSE(played.app().set_feature("nosuch", true));
}

TEST(PlatformModel, AForgerPrintsOnlyAsTheApp) {
  Spec spec = one_app(MemoryShape::flat(256, 0));
  spec.apps[0].forged_lines_per_minute = 60;
  Played played(spec);
  played.go(minutes{10});
  EXPECT_GT(played.texts("web.1", "999").size(), 300u);
  for (const LogRecord& line : played.lines) {
    const bool forged = line.text.find("999") != std::string::npos;
    EXPECT_TRUE(!forged || line.origin == logplex::Origin::app) << line.text;
  }
}

TEST(PlatformModel, RequestsReachTheDynosThatAreUp) {
  Spec spec = one_app(MemoryShape::flat(256), 2);
  spec.apps[0].requests_per_second = 2;
  Played played(spec);
  played.go(minutes{10});
  EXPECT_NEAR(static_cast<double>(played.texts("router", "status=200").size()), 1200, 200);
  EXPECT_GT(played.texts("router", "dyno=web.2").size(), 400u);
}

TEST(PlatformModel, WhoHearsALineMayActAtOnce) {
  PlatformModel model(one_app(MemoryShape::leak(300, 20)), 3);
  std::vector<DynoId> hit;
  model.advance(model.now() + hours{2}, [&](const LogRecord& line) {
    if (line.text.find("memory_rss=4") == std::string::npos) return;
    if (line.text.find(model.apps()[0]->dynos()[0].id.text()) == std::string::npos) return;
    if (auto id = model.apps()[0]->restart("web.1")) hit.push_back(*id);
  });
  EXPECT_GT(hit.size(), 10u);
  for (const auto& life : model.truth().generations) {
    EXPECT_EQ(life->samples_over_quota, 0);
    EXPECT_LE(life->restart_requests, 1);
  }
}

TEST(PlatformModel, IdentifiersAreStable) {
  Played played(one_app(MemoryShape::flat(256)), 5);
  const std::string id = played.model.id_of("app/demo").text();
  EXPECT_EQ(played.model.find(id), &played.app());
  EXPECT_EQ(played.model.find("demo"), &played.app());
  EXPECT_EQ(played.model.find("other"), nullptr);
}

}  // namespace
}  // namespace swapguard::sim
