// The stream's clients: order and resume, bounds, and that a slow one is nobody else's trouble.
#include "app/live.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swapguard::app {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const AppName acme("acme");

// What one client has been sent. A slow one takes so many octets, then is cut, as http::Stream does.
struct Wire {
  std::string text;
  std::size_t takes = std::string::npos;
  bool open = true;

  int count(std::string_view word) const {
    int found = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++found;
    return found;
  }
};

class FakeStream final : public http::Stream {
 public:
  explicit FakeStream(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  bool write(std::string_view piece) override {
    if (wire_->open && wire_->text.size() + piece.size() > wire_->takes) wire_->open = false;
    if (wire_->open) wire_->text += piece;
    return wire_->open;
  }
  void close() override { wire_->open = false; }
  void reset() override { wire_->open = false; }
  bool open() const override { return wire_->open; }

 private:
  std::shared_ptr<Wire> wire_;
};

struct World {
  asio::io_context loop;
  std::vector<history::StoredEntry> entries;
  int questions = 0, states = 0;
  bool may_read = true, storage_works = true, is_slow = false, elsewhere = false;
  Live live{{.loop = loop,
             .journal = [this](history::JournalQuery query) { return journal(this, std::move(query)); },
             .state =
                 [this](const AppName& app, bool may_act) {
                   ++states;
                   return R"({"app":")" + app.text + R"(","actions":)" + (may_act ? "true}" : "false}");
                 },
             .now = [] { return noon; },
             .is_elsewhere = [this](const AppName&) { return elsewhere; }}};

  using Answer = Result<std::vector<history::StoredEntry>, history::StorageError>;
  static asio::awaitable<Answer> journal(World* world, history::JournalQuery query) {
    ++world->questions;
    if (!world->storage_works) co_return failure(history::StorageError{});
    std::vector<history::StoredEntry> found;
    for (const auto& stored : world->entries) {
      if (stored.number > query.after) found.push_back(stored);
    }
    if (query.newest_first) std::reverse(found.begin(), found.end());
    if (found.size() > static_cast<std::size_t>(query.most))
      found.resize(static_cast<std::size_t>(query.most));
    if (world->is_slow) co_await asio::post(world->loop, asio::use_awaitable);
    co_return found;
  }

  guard::JournalEntry write(const AppName& app = acme) {
    history::StoredEntry stored{.number = static_cast<std::int64_t>(entries.size()) + 1, .entry = {}};
    stored.entry = {.kind = guard::Kind::held, .at = noon, .app = app, .title = "web.1 waits"};
    entries.push_back(stored);
    return stored.entry;
  }
  void falls(const AppName& app = acme) { live.take(write(app)); }
  void sampled(const AppName& app = acme) {
    history::StoredSample sample{.app = app, .dyno = DynoName("web.1"), .at = noon, .quota = Bytes{100}};
    sample.used_max = Bytes{50};
    live.take(sample);
  }
  // Null: refused.
  std::shared_ptr<Wire> connect(const api::GetStream& asked = {}, std::size_t takes = std::string::npos) {
    auto answer = live.connect(asked, {.may_read = [this] { return may_read; }});
    const auto* streaming = std::get_if<http::Streaming>(&answer);
    if (streaming == nullptr) return nullptr;
    auto wire = std::make_shared<Wire>(Wire{.text = {}, .takes = takes});
    streaming->started(std::make_shared<FakeStream>(wire));
    return wire;
  }
  // All that is ready, but no timer that is not due.
  void settle() {
    loop.restart();
    loop.poll();
  }
  void pass(std::chrono::milliseconds span) {
    loop.restart();
    loop.run_for(span);
  }
};

TEST(Live, WhoComesIsToldTheStateAndThenWhatFalls) {
  World world;
  world.falls();
  const auto wire = world.connect();
  world.settle();
  EXPECT_TRUE(wire->text.starts_with("retry: 3000\n\nevent: state\ndata: {"));
  EXPECT_EQ(wire->count("event: entry"), 0) << "what is past was not asked for";
  world.falls();
  world.settle();
  EXPECT_EQ(wire->count("id: 2\nevent: entry\ndata: {\"kind\":\"held\""), 1);
}

TEST(Live, WhoComesBackGetsWhatFellMeanwhileOnceAndInOrder) {
  World world;
  for (int i = 0; i < 500; ++i) world.falls();
  const auto here = world.connect();
  world.settle();
  const auto back = world.connect({.app = {}, .after = 20});
  world.settle();
  world.falls();
  world.settle();
  EXPECT_EQ(back->count("event: entry"), 481);
  EXPECT_LT(back->text.find("id: 21\n"), back->text.find("id: 22\n"));
  EXPECT_EQ(back->count("id: 501\n"), 1);
  EXPECT_EQ(here->count("event: entry"), 1);
}

TEST(Live, WhoWasAwayTooLongGetsTheNewest) {
  World world;
  for (int i = 0; i < 3000; ++i) world.falls();
  const auto wire = world.connect({.app = {}, .after = 1});
  world.settle();
  EXPECT_EQ(wire->count("event: entry"), Live::resumed_most);
  EXPECT_EQ(wire->count("id: 3000\n"), 1);
}

TEST(Live, TwoThatComeBackAtOnceGetAllThatEachHasMissed) {
  World world;
  for (int i = 0; i < 10; ++i) world.falls();
  world.is_slow = true;
  const auto lately = world.connect({.app = {}, .after = 8}),
             long_ago = world.connect({.app = {}, .after = 2});
  world.settle();
  EXPECT_EQ(lately->count("event: entry"), 2);
  EXPECT_EQ(long_ago->count("event: entry"), 8);
}

TEST(Live, AnEntryThatIsWrittenRightAfterItWasToldComesWithoutAnother) {
  World world;
  const auto wire = world.connect();
  world.settle();
  const auto entry = [] {
    World other;
    return other.write();
  }();
  world.live.take(entry);
  world.write();
  world.settle();
  EXPECT_EQ(wire->count("event: entry"), 1);
}

TEST(Live, WhoseSessionIsOverIsToldNothingMore) {
  World world;
  const auto wire = world.connect();
  world.settle();
  world.may_read = false;
  world.falls();
  world.settle();
  EXPECT_EQ(wire->count("event: entry"), 0);
  EXPECT_FALSE(wire->open);
}

TEST(Live, WhatAnotherInstanceWritesComesAsWell) {
  World world;
  world.elsewhere = true;
  const auto wire = world.connect();
  world.settle();
  world.write();
  const int states = world.states;
  world.pass(std::chrono::seconds{3});
  EXPECT_EQ(wire->count("event: entry"), 1);
  EXPECT_GT(world.states, states);
}

TEST(Live, AnotherAppsNewsAreNotTold) {
  World world;
  const auto wire = world.connect({.app = acme, .after = {}});
  world.settle();
  world.falls(AppName("other"));
  world.falls();
  world.falls(AppName());  // the whole program
  world.settle();
  EXPECT_EQ(wire->count("event: entry"), 2);
}

TEST(Live, SamplesAndStatesComeTogetherAndOnlyWhenThereIsNews) {
  World world;
  const auto all = world.connect();
  const auto one = world.connect({.app = acme, .after = {}});
  const auto other = world.connect({.app = AppName("other"), .after = {}});
  world.settle();
  const int states_before = world.states;
  world.sampled();
  world.sampled();
  world.pass(std::chrono::milliseconds{2300});
  EXPECT_EQ(one->count("event: samples"), 1);
  EXPECT_EQ(one->count(R"("dyno":"web.1","percent":50.0,"swap_mb":0.0)"), 2);
  EXPECT_EQ(other->count("event: samples"), 0);
  EXPECT_EQ(one->count("event: state"), 2);
  EXPECT_EQ(other->count("event: state"), 1) << "nothing changed there";
  EXPECT_EQ(world.states, states_before + 2) << "one for those who see all, one for those who see the app";
  world.pass(std::chrono::milliseconds{2300});
  EXPECT_EQ(all->count("event: state"), 2);
}

TEST(Live, ASlowClientIsLetGoAndNobodyElseMissesAnything) {
  World world;
  std::vector<std::shared_ptr<Wire>> wires;
  for (int i = 0; i < 50; ++i) wires.push_back(world.connect());
  const auto slow = world.connect({}, 2000);
  world.settle();
  EXPECT_EQ(world.live.clients(), 51);
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 30; ++i) world.falls();
    world.settle();
  }
  EXPECT_FALSE(slow->open);
  EXPECT_LE(slow->text.size(), 2000U);
  EXPECT_EQ(world.live.clients(), 50) << "its place is free again";
  for (const auto& wire : wires) {
    EXPECT_TRUE(wire->open);
    EXPECT_EQ(wire->count("event: entry"), 300);
    EXPECT_EQ(wire->text, wires[0]->text);
  }
  EXPECT_LT(world.questions, 2 * 51 + 30) << "the journal is asked for all of them together";
}

TEST(Live, AtTheBoundFurtherClientsAreAskedToComeLater) {
  World world;
  std::vector<std::shared_ptr<Wire>> wires;
  for (int i = 0; i < Live::clients_most; ++i) wires.push_back(world.connect());
  EXPECT_EQ(world.connect(), nullptr);
  const auto answer = world.live.connect({}, {});
  EXPECT_EQ(std::get<http::Response>(answer).status, 503);
  EXPECT_TRUE(std::get<http::Response>(answer).headers.has("Retry-After"));
  wires[0]->open = false;
  world.settle();
  world.falls();
  world.settle();
  EXPECT_NE(world.connect(), nullptr);
}

TEST(Live, AnAnswerThatNeverBeginsFreesItsPlace) {
  World world;
  {
    const auto dropped = world.live.connect({}, {});
    EXPECT_EQ(world.live.clients(), 1);
  }
  EXPECT_EQ(world.live.clients(), 0);
}

TEST(Live, WhileTheJournalCannotBeReadEntriesWaitAndComeLater) {
  World world;
  const auto wire = world.connect();
  world.settle();
  world.storage_works = false;
  world.falls();
  world.settle();
  EXPECT_EQ(wire->count("event: entry"), 0);
  world.storage_works = true;
  world.pass(std::chrono::milliseconds{1200});
  EXPECT_EQ(wire->count("event: entry"), 1);
  const auto stranger = [&] {
    world.storage_works = false;
    return world.connect();
  }();
  world.settle();
  EXPECT_TRUE(stranger->text.empty());
}

TEST(Live, StopEndsAll) {
  World world;
  const auto wire = world.connect();
  world.settle();
  world.live.stop();
  EXPECT_FALSE(wire->open);
  world.falls();
  world.pass(std::chrono::milliseconds{10});
  EXPECT_EQ(wire->count("event: entry"), 0);
}

}  // namespace
}  // namespace swapguard::app
