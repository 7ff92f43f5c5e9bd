#include "io/history/outbox.h"

#include <gtest/gtest.h>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

Note note(std::string_view decision) { return {acme, DecisionId(decision), RestartState::sent, noon}; }

TEST(Outbox, GivesUpSamplesFirstThenEntriesThenNotes) {
  Outbox outbox(3);
  outbox.push(note("d-1"));
  outbox.push(entry(guard::Kind::held, "web.1"));
  outbox.push(sample("web.1", 1, noon, 1));
  outbox.push(sample("web.1", 1, noon, 2));
  EXPECT_EQ(outbox.rows(), 3U);
  EXPECT_EQ(outbox.samples_dropped(), 1U);
  outbox.push(entry(guard::Kind::r14, "web.1"));
  EXPECT_EQ(outbox.samples_dropped(), 2U);
  EXPECT_EQ(outbox.entries_dropped(), 0U);
  outbox.push(note("d-2"));
  EXPECT_EQ(outbox.entries_dropped(), 1U);
  const Batch batch = outbox.take(9);
  ASSERT_EQ(batch.notes.size(), 2U);
  ASSERT_EQ(batch.entries.size(), 1U);
  EXPECT_EQ(batch.entries[0].kind, guard::Kind::r14) << "the oldest goes first";
  EXPECT_TRUE(batch.samples.empty());
}

TEST(Outbox, ASampleDoesNotPushAnEntryOut) {
  Outbox outbox(1);
  outbox.push(entry(guard::Kind::held, "web.1"));
  outbox.push(sample("web.1", 1, noon, 1));
  EXPECT_EQ(outbox.take(9).entries.size(), 1U);
  EXPECT_EQ(outbox.samples_dropped(), 1U);
}

TEST(Outbox, MinutesOfRequestsGoAfterSamplesAndBeforeEntries) {
  Outbox outbox(2);
  outbox.push(ResponseMinute{acme, noon, 1, 0, {}});
  outbox.push(sample("web.1", 1, noon, 1));
  outbox.push(entry(guard::Kind::held, "web.1"));
  EXPECT_EQ(outbox.samples_dropped(), 1U);
  outbox.push(entry(guard::Kind::r14, "web.1"));
  EXPECT_EQ(outbox.samples_dropped(), 2U);
  Batch batch = outbox.take(9);
  EXPECT_TRUE(batch.responses.empty());
  EXPECT_EQ(batch.entries.size(), 2U);
  batch.entries.clear();
  batch.responses.push_back({acme, noon, 1, 0, {}});
  outbox.put_back(std::move(batch));
  EXPECT_EQ(outbox.take(9).responses.size(), 1U);
}

TEST(Outbox, WhatIsPutBackComesFirstAgainWithinTheBound) {
  Outbox outbox(4);
  for (int i = 1; i <= 3; ++i) outbox.push(sample("web.1", 1, noon, i));
  Batch taken = outbox.take(2);
  EXPECT_EQ(taken.rows(), 2U);
  EXPECT_EQ(outbox.rows(), 1U);
  for (int i = 4; i <= 5; ++i) outbox.push(sample("web.1", 1, noon, i));
  outbox.put_back(std::move(taken));
  EXPECT_EQ(outbox.samples_dropped(), 1U);
  const Batch rest = outbox.take(9);
  ASSERT_EQ(rest.samples.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(rest.samples[i].used_mean, Bytes::megabytes(static_cast<std::int64_t>(i) + 2));
  }
}

TEST(Outbox, ABatchHoldsNoMoreThanItsNumber) {
  Outbox outbox(100);
  for (int i = 0; i < 5; ++i) {
    outbox.push(note("d-1"));
    outbox.push(entry(guard::Kind::held, "web.1"));
    outbox.push(sample("web.1", 1, noon, i));
  }
  const Batch first = outbox.take(7);
  EXPECT_EQ(first.notes.size(), 5U);
  EXPECT_EQ(first.entries.size(), 2U);
  EXPECT_EQ(first.samples.size(), 0U);
  EXPECT_EQ(outbox.take(99).rows(), 8U);
}

}  // namespace
}  // namespace swapguard::history
