#include "core/base/archive.h"

#include <gtest/gtest.h>

#include <limits>

namespace swapguard {
namespace {

struct Inner {
  double weight = 0;
  std::optional<int> version;
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.weight, self.version);
  }
  bool operator==(const Inner&) const = default;
};

struct Outer {
  std::map<ProcessType, Inner> types;
  std::array<std::array<double, 2>, 2> sums{};
  std::vector<Inner> list;
  Ring<float, 3> ring;
  Instant at{};
  Duration span{};
  bool flag = false;
  std::string word;
  std::deque<std::pair<int, Bytes>> queue;
  std::array<double, 2> means{};
  std::array<int, 50> table{};
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.types, self.sums, self.list, self.ring, self.at, self.span, self.flag, self.word, self.queue,
            Coarse{self.means}, Sparse{self.table});
  }
};

Outer some() {
  Outer outer;
  outer.types[ProcessType{"web"}] = {1.0 / 3, 7};
  outer.types[ProcessType{"worker"}] = {-1e-300, std::nullopt};
  outer.sums = {{{1e300, 0.1}, {-0.0, 5}}};
  outer.list = {{2, 3}, {4, {}}};
  for (const float each : {1.F, 2.5F, 3.F, 4.F}) outer.ring.push(each);
  outer.at = *parse_rfc3339("2026-05-11T12:00:00.25Z");
  outer.span = minutes{3};
  outer.flag = true;
  outer.queue = {{1, Bytes::megabytes(2)}, {3, Bytes{-4}}};
  outer.means = {1.0 / 3, -2};
  outer.table[0] = 7;
  outer.table[49] = -8;
  return outer;
}

std::string text_of(const Outer& outer) {
  ArchiveWriter writer;
  writer(outer);
  return writer.take();
}

TEST(Archive, GivesBackExactlyWhatWasKept) {
  const Outer before = some();
  const std::string text = text_of(before);
  Outer after;
  ArchiveReader reader(text);
  reader(after);
  ASSERT_TRUE(reader.good());
  EXPECT_EQ(after.types, before.types);
  EXPECT_EQ(after.sums, before.sums);
  EXPECT_EQ(after.list, before.list);
  ASSERT_EQ(after.ring.size(), 3u);
  EXPECT_EQ(after.ring[0], 2.5F);
  EXPECT_EQ(after.at, before.at);
  EXPECT_EQ(after.span, before.span);
  EXPECT_TRUE(after.flag);
  EXPECT_EQ(after.word, "");
  EXPECT_EQ(after.queue, before.queue);
  EXPECT_NEAR(after.means[0], 1.0 / 3, 1e-7);
  EXPECT_EQ(after.means[1], -2);
  EXPECT_EQ(after.table, before.table);
  EXPECT_EQ(text_of(after), text);
}

TEST(Archive, WhatIsCutOrLongerIsNotGood) {
  const std::string text = text_of(some());
  for (std::size_t length = 0; length < text.size(); ++length) {
    Outer outer;
    const std::string cut = text.substr(0, length);
    ArchiveReader reader(cut);
    reader(outer);
    EXPECT_FALSE(reader.good()) << length;
  }
  Outer outer;
  const std::string longer = text + "1 ";
  ArchiveReader reader(longer);
  reader(outer);
  EXPECT_FALSE(reader.good());
}

TEST(Archive, DamageIsSeenOrHarmless) {
  const std::string text = text_of(some());
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (const char letter : {'x', ' ', '-', '9', ';', 'e'}) {
      std::string damaged = text;
      damaged[place] = letter;
      Outer outer;
      ArchiveReader reader(damaged);
      reader(outer);  // no crash, no endless list
      EXPECT_LE(outer.list.size(), 100'000u);
    }
  }
}

TEST(Archive, ARowBeyondTheTableIsNotGood) {
  std::array<int, 3> table{};
  ArchiveReader reader("1 3 7 ");
  reader(Sparse{table});
  EXPECT_FALSE(reader.good());
}

TEST(Archive, OnlyNumbersAreNumbers) {
  for (const char* text : {"inf ", "nan ", " ", "1e999 ", "1,5 ", "0x10 "}) {
    double value = 1;
    ArchiveReader reader(text);
    reader(value);
    EXPECT_FALSE(reader.good()) << text;
    EXPECT_EQ(value, 0) << text;
  }
}

}  // namespace
}  // namespace swapguard
