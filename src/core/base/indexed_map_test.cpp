#include "core/base/indexed_map.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace swapguard {
namespace {

using Numbers = IndexedMap<std::string, int>;

TEST(IndexedMap, SaysWhatAMapSaysWhateverHappens) {
  std::mt19937 random(3);
  Numbers ours;
  std::map<std::string, int> plain;
  for (int step = 0; step < 20'000; ++step) {
    const std::string name = "web." + std::to_string(random() % 300);
    if (random() % 200 == 0) {
      const int rest = static_cast<int>(random() % 7);
      const auto doomed = [rest](const auto& each) { return each.second % 7 == rest; };
      ASSERT_EQ(ours.erase_if(doomed), std::erase_if(plain, doomed));
    } else if (random() % 3 == 0) {
      ours[name] = plain[name] = step;
    } else {
      const auto found = plain.find(name);
      ASSERT_EQ(ours.contains(name), found != plain.end());
      if (found != plain.end()) {
        ASSERT_EQ(ours.find(name)->second, found->second);
      }
    }
    ASSERT_EQ(ours.size(), plain.size());
  }
  EXPECT_TRUE(std::equal(ours.begin(), ours.end(), plain.begin(), plain.end()));
}

TEST(IndexedMap, KeepsItsOwnEntriesWhenItIsCopiedAndMoved) {
  Numbers one;
  one["web.1"] = 1;
  Numbers copy = one;
  copy["web.1"] = 2;
  EXPECT_EQ(one.find("web.1")->second, 1);
  Numbers moved = std::move(copy);
  EXPECT_EQ(moved.find("web.1")->second, 2);
  EXPECT_TRUE(copy.empty());
  EXPECT_FALSE(copy.contains("web.1"));
  one = moved;
  EXPECT_EQ(one.find("web.1")->second, 2);
  one = {};
  EXPECT_EQ(one.find("web.1"), one.end());
}

TEST(IndexedMap, FindsAgainByATrace) {
  Numbers numbers;
  Trace trace;
  EXPECT_EQ(numbers.find("web.1", &trace), nullptr);
  numbers["web.1"] = 1;
  for (int i = 0; i < 100; ++i) numbers["worker." + std::to_string(i)] = i;
  ASSERT_NE(numbers.find("web.1", &trace), nullptr);
  EXPECT_EQ(numbers.find("web.1", &trace), &numbers["web.1"]);
  numbers.erase_if([](const auto& each) { return each.first == "web.1"; });
  EXPECT_EQ(numbers.find("web.1", &trace), nullptr);
  numbers["web.1"] = 2;
  EXPECT_EQ(*numbers.find("web.1", &trace), 2);
  const Numbers old = std::exchange(numbers, Numbers{});
  EXPECT_EQ(numbers.find("web.1", &trace), nullptr) << "another map took its place";
}

TEST(IndexedMap, AGuessIsRightOrIsPutRight) {
  Numbers numbers;
  for (int i = 0; i < 3; ++i) numbers["web." + std::to_string(i)] = i;
  Trace guess;
  for (const int asked : {0, 0, 2, 1, 1}) {
    const std::string key = "web." + std::to_string(asked);
    ASSERT_NE(numbers.find_guessed(key, guess), nullptr);
    EXPECT_EQ(*numbers.find_guessed(key, guess), asked);
    EXPECT_EQ(numbers.follow(guess), &numbers[key]);
  }
  EXPECT_EQ(numbers.find_guessed("web.7", guess), nullptr);
  EXPECT_EQ(numbers.follow(guess), nullptr) << "it leads to no other key than was asked for last";
  ASSERT_NE(numbers.find_guessed("web.1", guess), nullptr);
  Trace same;
  same.follow(guess);
  EXPECT_EQ(numbers.follow(same), &numbers["web.1"]);
  numbers.erase_if([](const auto& each) { return each.first == "web.0"; });
  EXPECT_EQ(numbers.follow(guess), nullptr);
  EXPECT_EQ(*numbers.find_guessed("web.1", guess), 1);
}

TEST(IndexedMap, ATraceIsNotCopied) {
  Numbers numbers;
  numbers["web.1"] = 1;
  Trace trace;
  numbers.find("web.1", &trace);
  Trace copy = trace;
  Numbers others;
  others["web.1"] = 5;
  EXPECT_EQ(*others.find("web.1", &copy), 5);
}

TEST(IndexedMap, IsWalkedInTheOrderOfItsKeys) {
  Numbers numbers;
  for (const char* name : {"web.2", "api.1", "web.10"}) numbers.emplace(name, 0);
  std::string order;
  for (const auto& [name, number] : numbers) order += name + " ";
  EXPECT_EQ(order, "api.1 web.10 web.2 ");
  EXPECT_FALSE(numbers.emplace("web.2", 5).second);
}

}  // namespace
}  // namespace swapguard
