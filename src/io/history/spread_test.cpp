#include "io/history/spread.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace swapguard::history {
namespace {

std::vector<AppName> apps(int count) {
  std::vector<AppName> names;
  for (int i = 0; i < count; ++i) names.emplace_back("app-" + std::to_string(i));
  return names;
}

std::map<std::string, int> loads(const std::map<AppName, std::string>& chosen) {
  std::map<std::string, int> load;
  for (const auto& [app, instance] : chosen) ++load[instance];
  return load;
}

TEST(Spread, NoInstanceHasMoreThanItsShare) {
  for (const int count : {1, 2, 7, 90, 1000}) {
    const auto load =
        loads(spread({{"1", "a", apps(count)}, {"2", "b", apps(count)}, {"3", "c", apps(count)}}));
    for (const auto& [instance, number] : load) EXPECT_LE(number, (count + 2) / 3) << count;
  }
}

TEST(Spread, TheOrderOfTheInstancesSaysNothing) {
  const Instance a{"1", "a", apps(50)}, b{"2", "b", apps(50)}, c{"3", "c", apps(40)};
  EXPECT_EQ(spread({a, b, c}), spread({c, a, b}));
}

TEST(Spread, AnInstanceThatComesBackHasWhatItHad) {
  const auto before = spread({{"1", "a", apps(90)}, {"2", "b", apps(90)}});
  auto after = spread({{"3", "a", apps(90)}, {"2", "b", apps(90)}});
  for (auto& [app, instance] : after) instance = instance == "3" ? "1" : instance;
  EXPECT_EQ(before, after);
}

TEST(Spread, WhereOneGoesMostAppsStay) {
  const auto three = spread({{"1", "a", apps(300)}, {"2", "b", apps(300)}, {"3", "c", apps(300)}});
  const auto two = spread({{"1", "a", apps(300)}, {"2", "b", apps(300)}});
  int moved = 0;
  for (const auto& [app, instance] : three) moved += instance != "3" && two.at(app) != instance ? 1 : 0;
  EXPECT_LT(moved, 60);
}

TEST(Spread, AnAppGoesOnlyWhereItIsKnown) {
  const auto chosen = spread({{"1", "a", {AppName("x")}}, {"2", "b", {AppName("y"), AppName("z")}}});
  EXPECT_EQ(chosen.at(AppName("x")), "1");
  EXPECT_EQ(chosen.at(AppName("y")), "2");
  EXPECT_EQ(chosen.at(AppName("z")), "2");
  EXPECT_TRUE(spread({}).empty());
}

}  // namespace
}  // namespace swapguard::history
