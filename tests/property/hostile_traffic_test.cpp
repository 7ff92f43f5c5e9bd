// Genuine samples are found and nothing else is, whatever stands around them.
#include <gtest/gtest.h>

#include <set>

#include "support/hostile_traffic.h"
#include "support/reading.h"

namespace swapguard {
namespace {

std::multiset<std::string> names(const std::vector<observe::Observation>& observations) {
  std::multiset<std::string> found;
  for (const auto& [at, dyno, what, trusted] : observations) {
    if (const auto* sample = std::get_if<observe::MemorySample>(&what)) {
      found.insert(hostile::name_of(at, dyno.text, *sample));
    }
  }
  return found;
}

TEST(HostileTraffic, GivesEverySampleOfUndamagedBodiesAndNearlyAllOfDamagedOnes) {
  std::size_t genuine = 0;
  std::size_t missed_in_damaged = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const auto body = hostile::Traffic(seed).body(seed % 100 == 0);
    const auto found = names(reading::read_body(body.text));
    const std::multiset<std::string> wanted(body.samples.begin(), body.samples.end());
    genuine += wanted.size();
    ASSERT_TRUE(std::includes(wanted.begin(), wanted.end(), found.begin(), found.end()))
        << "false in " << seed;
    if (!body.damaged) {
      ASSERT_EQ(found.size(), wanted.size()) << "missed in " << seed;
    } else {
      missed_in_damaged += wanted.size() - found.size();
    }
  }
  EXPECT_GT(genuine, 5'000U);
  EXPECT_LE(missed_in_damaged * 1000, genuine);
}

// Where the damage hits the head of an app's many-line text, the lines of that text can pass for frames.
// No reader can tell; therefore nothing behind damage is trusted.
TEST(HostileTraffic, GivesNothingFalseThatIsTrustedFromDamagedBodies) {
  std::size_t genuine = 0;
  std::size_t found_again = 0;
  std::size_t imitated = 0;
  for (std::uint64_t seed = 1000; seed < 1300; ++seed) {
    const auto body = hostile::Traffic(seed).body(true, 20'000);
    const std::multiset<std::string> wanted(body.samples.begin(), body.samples.end());
    for (const auto& observation : reading::read_body(body.text)) {
      for (const auto& name : names({observation})) {
        const bool is_genuine = wanted.contains(name);
        ASSERT_TRUE(is_genuine || !observation.trusted) << "false in " << seed << ": " << name;
        ++(is_genuine ? found_again : imitated);
      }
    }
    genuine += wanted.size();
  }
  // A cut body has lost what is behind the cut; of the rest all but the damaged frames are found.
  EXPECT_GT(found_again * 100, genuine * 85);
  EXPECT_LE(imitated * 1000, genuine);
}

TEST(HostileTraffic, GivesGoodFramesBehindAnyJunk) {
  hostile::Traffic traffic(7);
  for (int round = 0; round < 500; ++round) {
    std::string body;
    std::multiset<std::string> wanted;
    const auto add = [&] {
      const auto at = traffic.tick();
      const auto sample = traffic.any_sample();
      wanted.insert(hostile::name_of(at, "web.1", sample));
      body += printing::frame(
          printing::message(at, "heroku", "web.1", printing::metric_text("web.1", sample)) + "\n");
    };
    add();
    for (std::size_t junk = traffic.below(60); junk > 0; --junk) body += "0123 <>1\n\0xyz"[traffic.below(13)];
    body += "\n";
    add();
    add();
    ASSERT_EQ(names(reading::read_body(body)), wanted) << body;
  }
}

TEST(ForgedLines, GiveNoSampleAndHideNone) {
  hostile::Traffic traffic(42);
  for (int round = 0; round < 100; ++round) {
    std::string body;
    std::string text;
    std::multiset<std::string> wanted;
    for (int i = 0; i < 100; ++i) {
      const auto forged = traffic.imitation();
      body += printing::frame(printing::message(traffic.tick(), forged.source, forged.process, forged.text) +
                              (traffic.below(2) == 0 ? "\n" : ""));
      auto one_line = forged.text;
      std::replace(one_line.begin(), one_line.end(), '\n', ' ');
      text += printing::text_line(traffic.tick(), forged.source, forged.process, one_line) + "\n";
      if (i % 10 != 0) continue;
      const auto at = traffic.tick();
      const auto sample = traffic.any_sample();
      const auto metric = printing::metric_text("web.1", sample);
      wanted.insert(hostile::name_of(at, "web.1", sample));
      body += printing::frame(printing::message(at, "heroku", "web.1", metric) + "\n");
      text += printing::text_line(at, "heroku", "web.1", metric) + "\n";
    }
    ASSERT_EQ(names(reading::read_body(body)), wanted);
    ASSERT_EQ(names(reading::read_chunks({text}, logplex::LineStream::Format::text, false)), wanted);
  }
}

}  // namespace
}  // namespace swapguard
