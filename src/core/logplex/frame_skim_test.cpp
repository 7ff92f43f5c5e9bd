#include "core/logplex/frame_skim.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/logplex/parse_line.h"

namespace swapguard::logplex {
namespace {

// What a walk says of a body: each frame that is no plain line of an app, and how many of those there were.
struct Said {
  std::vector<std::string> lines;
  std::uint64_t app_lines = 0;
  std::optional<Instant> first;
  Instant newest{};
  std::uint32_t damaged = 0;

  bool operator==(const Said&) const = default;
};

bool is_service(std::string_view process) {
  return process == "api" || process.starts_with("heroku-") || process.starts_with("postgres");
}

void say(Said& said, const Frame& frame) {
  auto line = parse_message(frame.message);
  if (!line) {
    said.lines.push_back("unreadable " + std::string(frame.message));
    return;
  }
  if (line->origin == Origin::app && !is_service(line->process)) {
    ++said.app_lines;
    if (!said.first) said.first = said.newest = line->at;
    said.newest = std::max(said.newest, line->at);
    return;
  }
  said.lines.push_back(fmt::format("{} {} {} {} {}", format_rfc3339(line->at), static_cast<int>(line->origin),
                                   line->process, line->text, frame.trusted));
}

Said plainly(const std::string& body) {
  Said said;
  FrameWalk walk(body);
  while (const auto frame = walk.next()) say(said, *frame);
  said.damaged = walk.damaged();
  return said;
}

template <class L>
Said skimmed(const std::string& body) {
  Said said;
  Skimmed noted;
  noted.timed = true;
  FrameSkim<L> skim(body, noted);
  using Kind = typename FrameSkim<L>::Kind;
  Said odd;  // what apps print in an unusual shape is told apart by the parser
  for (auto kind = skim.next(); kind != Kind::end; kind = skim.next()) {
    if (kind == Kind::odd) {
      Said one;
      say(one, skim.odd());
      if (one.first) noted.note(*one.first);
      said.app_lines += one.app_lines;
      said.lines.insert(said.lines.end(), one.lines.begin(), one.lines.end());
    } else {
      const LogLine& line = skim.line();
      said.lines.push_back(fmt::format("{} {} {} {} {}", format_rfc3339(line.at),
                                       static_cast<int>(line.origin), line.process, line.text, line.trusted));
    }
  }
  said.app_lines += noted.app_lines;
  said.first = noted.first;
  said.newest = noted.newest;
  said.damaged = skim.damaged();
  return said;
}

std::string frame(const std::string& message) { return fmt::format("{} {}", message.size(), message); }

std::string any_frame(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  const auto pick = [&](const std::vector<std::string>& all) { return all[below(all.size())]; };
  const std::string time =
      pick({"2026-05-11T00:00:12.345678+00:00", "2026-05-11T00:00:13.1+00:00", "2026-05-11T00:01:00+00:00",
            "2026-05-11T00:00:12.345678Z", "2025-12-31T23:59:59.99999+00:00", "2026-05-11T00:61:00+00:00"});
  const std::string process = pick({"web.1", "web.1", "worker.12", "api", "heroku-postgres", "postgres.17",
                                    "router", "imports_of_everything_worker.2", "-", "apis.1", "logplex",
                                    "a_process_type_that_is_much_longer_than_heroku_allows_it.1"});
  const std::string text =
      pick({"hello", "", "- hello", "[id key=\"value\"] hello", "\r\n", "two\nlines", "-",
            std::string(300, 'x'), "339 <134>1 2026-05-11T00:00:12+00:00 host heroku web.1 - "});
  return frame(fmt::format("<{}>{} {} {} {} {} -{}{}{}", pick({"134", "45", "190", "190", "5", "1340"}),
                           pick({"1", "1", "1", "1", "1", "2"}), time, pick({"host", "host", "host", "d.1f"}),
                           pick({"app", "app", "app", "heroku", "heroku", "other"}), process,
                           pick({" ", " ", " ", " ", "", "  "}), text, pick({"\n", "\n", "", "\r\n"})));
}

std::string any_body(std::mt19937_64& random) {
  std::string body;
  for (auto frames = random() % 30; frames > 0; --frames) {
    body += any_frame(random);
    if (random() % 50 == 0) body += " \n";
  }
  return body;
}

void damage(std::string& body, std::mt19937_64& random) {
  if (body.empty()) return;
  for (auto times = 1 + random() % 4; times > 0; --times) {
    const std::size_t at = random() % body.size();
    switch (random() % 4) {
      case 0:
        body[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        body[at] = "0123456789 <>:-.+TZ\n"[random() % 20];
        break;
      case 2:
        body.erase(at, 1 + random() % 5);
        break;
      default:
        body.resize(at);
    }
    if (body.empty()) return;
  }
}

void expect_equal(const std::string& body, std::uint64_t seed) {
  const Said plain = plainly(body);
  ASSERT_EQ(skimmed<Letters>(body), plain) << "seed " << seed << '\n' << body;
  ASSERT_EQ(skimmed<PlainLetters>(body), plain) << "seed " << seed << '\n' << body;
}

TEST(FrameSkim, SaysWhatWalkAndParserSay) {
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    std::mt19937_64 random(seed);
    expect_equal(any_body(random), seed);
  }
}

TEST(FrameSkim, SaysWhatWalkAndParserSayOfDamagedBodies) {
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    std::mt19937_64 random(seed);
    std::string body = any_body(random);
    damage(body, random);
    expect_equal(body, seed);
  }
}

TEST(FrameSkim, PassesOverWhatAppsPrint) {
  const std::string body =
      frame(
          "<190>1 2026-05-11T00:00:12.345678+00:00 host app web.1 - Completed 200 OK in 38ms and more of "
          "it\n") +
      frame("<134>1 2026-05-11T00:00:13.5+00:00 host heroku web.1 - State changed from starting to up\n") +
      frame(
          "<190>1 2026-05-11T00:00:11+00:00 host app web.1 - Completed 200 OK in 38ms and more of it, again, "
          "so that the frame is long enough\n") +
      frame("<134>1 2026-05-11T00:00:13.5+00:00 host heroku web.1 - State changed from starting to up\n");
  Skimmed noted;
  noted.timed = true;
  FrameSkim<> skim(body, noted);
  ASSERT_EQ(skim.next(), FrameSkim<>::Kind::line);
  EXPECT_EQ(skim.line().process, "web.1");
  EXPECT_EQ(skim.line().text, "State changed from starting to up");
  ASSERT_EQ(skim.next(), FrameSkim<>::Kind::odd) << "too near to the end to be read by sixteen letters";
  ASSERT_EQ(skim.next(), FrameSkim<>::Kind::end);
  EXPECT_EQ(noted.app_lines, 2U);
  EXPECT_EQ(noted.newest, parse_rfc3339("2026-05-11T00:00:12.345678Z"));
}

TEST(FrameSkim, StopsInACutBodyBeforeTheFrameThatMayGoOn) {
  std::string body;
  for (int i = 0; i < 4; ++i) {
    body += frame("<190>1 2026-05-11T00:00:12.345678+00:00 host app web.1 - " + std::string(100, 'x') + "\n");
  }
  const std::size_t one = body.size() / 4;
  for (std::size_t size = 0; size <= body.size(); ++size) {
    Skimmed noted;
    noted.timed = true;
    const std::string cut = body.substr(0, size);
    FrameSkim<> skim(cut, noted);
    skim.cut();
    ASSERT_EQ(skim.next(), FrameSkim<>::Kind::end);
    ASSERT_EQ(skim.at() % one, 0U);
    ASSERT_LE(skim.at(), std::max<std::size_t>(size, 16) - 16) << "the frame behind has not begun";
    ASSERT_GT(skim.at() + one + 16, size) << "whole frames are not held back";
  }
}

}  // namespace
}  // namespace swapguard::logplex
