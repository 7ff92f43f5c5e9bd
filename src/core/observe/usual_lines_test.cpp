#include "core/observe/usual_lines.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "core/observe/describe.h"
#include "core/observe/observe.h"

namespace swapguard::observe {
namespace {

constexpr const char* uuid = "5fb3210e-a52b-4d35-9620-cc5a2cb416d7";

std::string memory_text() {
  return fmt::format(
      "source=web.1 dyno=heroku.295224626.{} sample#memory_total=88.83MB sample#memory_rss=79.40MB "
      "sample#memory_cache=9.43MB sample#memory_swap=0.00MB sample#memory_pgpgin=36233pages "
      "sample#memory_pgpgout=13493pages sample#memory_quota=512.00MB ",
      uuid);
}
std::string load_text() {
  return fmt::format(
      "source=web.1 dyno=heroku.295224626.{} sample#load_avg_1m=0.25 sample#load_avg_5m=0.10 "
      "sample#load_avg_15m=12.34",
      uuid);
}
const std::string request_text =
    "at=info method=GET path=\"/a?b=\\\"c d\\\"\" host=acme.example.com "
    "request_id=59da6323-2bc4-4143-8677-cc66ccfb115f fwd=\"203.0.113.9, 10.0.0.1\" dyno=web.1 connect=1ms "
    "service=18ms status=200 bytes=6979 protocol=http1.1 tls=true tls_version=tls1.3";
const std::string error_text =
    "at=error code=H12 desc=\"Request timeout\" method=POST path=\"/\" host=acme.example.com "
    "request_id=59da6323-2bc4-4143-8677-cc66ccfb115f fwd=\"203.0.113.9\" dyno=web.12 connect=0ms "
    "service=30000ms status=503 bytes=0 protocol=https";

bool read_usual_memory(std::string_view process, std::string_view text, MemorySample& memory) {
  UsualIdentity identity;
  LoadSample load;
  return read_usual_metrics(process, text, identity, memory, load) == UsualMetrics::memory;
}

std::string told(const Observation& seen) {
  std::string text;
  for (const auto& [name, value] : describe(seen)) text += name + "=" + value + " ";
  return text;
}

// What `observe` says of a line and what an Observer does that has seen many.
void expect_equal(Observer& observer, const std::string& process, const std::string& text) {
  const logplex::LogLine line{.at = Instant{seconds{77}},
                              .origin = logplex::Origin::platform,
                              .app = {},
                              .process = process,
                              .text = text};
  const auto plain = observe(line);
  const Observation* const seen = observer.observe(line);
  ASSERT_EQ(plain.has_value(), seen != nullptr) << process << ": " << text;
  if (plain) {
    ASSERT_EQ(told(*plain), told(*seen)) << process << ": " << text;
  } else {
    ASSERT_EQ(plain.error(), observer.ignored()) << process << ": " << text;
  }
}

TEST(UsualLines, AreReadAtOnce) {
  MemorySample memory;
  ASSERT_TRUE(read_usual_memory("web.1", memory_text(), memory));
  EXPECT_EQ(memory.rss, Bytes::hundredths(7940));
  EXPECT_EQ(memory.pages_in, 36233U);
  EXPECT_EQ(memory.quota, Bytes::megabytes(512));
  LoadSample load;
  UsualIdentity identity;
  for (const bool fresh : {true, false}) {
    ASSERT_EQ(read_usual_metrics("web.1", load_text(), identity, memory, load), UsualMetrics::load);
    EXPECT_EQ(identity.fresh, fresh);
    EXPECT_EQ(load.id.text(), uuid);
  }
  EXPECT_EQ(read_usual_metrics("web.2", load_text(), identity, memory, load), UsualMetrics::none);
  EXPECT_EQ(load.load_15m, 12.34);
  Request request;
  ASSERT_TRUE(read_usual_request(request_text, request));
  EXPECT_EQ(request.dyno, DynoName{"web.1"});
  EXPECT_EQ(request.service, milliseconds{18});
  ASSERT_TRUE(read_usual_request(error_text, request));
  EXPECT_EQ(request.h_code, 12);
  EXPECT_EQ(request.status, 503);
}

TEST(UsualLines, LeaveNothingBehindOfTheLineBefore) {
  MemorySample memory;
  ASSERT_TRUE(read_usual_memory("web.1", memory_text(), memory));
  ASSERT_TRUE(read_usual_memory(
      "web.1", fmt::format("source=web.1 dyno=heroku.1.{} sample#memory_rss=1.00MB", uuid), memory));
  EXPECT_EQ(memory.total, std::nullopt);
  Request request;
  ASSERT_TRUE(read_usual_request(error_text, request));
  ASSERT_TRUE(read_usual_request(request_text, request));
  EXPECT_EQ(request.h_code, 0);
}

TEST(UsualLines, LeaveTheUnusualToTheReaders) {
  MemorySample memory;
  for (const char* pairs : {"sample#memory_rss=1MB", "sample#memory_rss=1.234MB", "sample#memory_rss=1.00kB",
                            "sample#memory_rss=1.00MB sample#memory_rss=1.00MB", "sample#memory_rss=1.00MBx",
                            "sample#memory-rss=1.00MB", "sample#memory_rss=999999.00MB", "", "addon=x"}) {
    EXPECT_FALSE(
        read_usual_memory("web.1", fmt::format("source=web.1 dyno=heroku.1.{} {}", uuid, pairs), memory))
        << pairs;
  }
  EXPECT_FALSE(read_usual_memory("web.10", memory_text(), memory));
}

TEST(Observer, SaysWhatObserveSays) {
  Observer observer;
  for (const std::string& text : {memory_text(), load_text(), request_text, error_text,
                                  std::string("State changed from up to starting"), std::string()}) {
    for (const char* process :
         {"web.1", "router", "web.10", "api", "router.1", "heroku-postgres", "run.1234567", "run.12345678",
          "imports_of_everything_worker.2", "logplex", "postgres.17"}) {
      expect_equal(observer, process, text);
    }
  }
}

// Every usual line with letters changed, taken out, doubled and put in.
TEST(Observer, SaysWhatObserveSaysOfChangedLines) {
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"web.1", memory_text()}, {"web.1", load_text()}, {"router", request_text}, {"router", error_text}};
  const std::string letters = "0123456789.=\"# MBpages\nmemory_swap dyno=web.2 at=code=H13";
  Observer observer;
  for (std::uint64_t seed = 0; seed < 40'000; ++seed) {
    std::mt19937_64 random(seed);
    auto [process, text] = lines[seed % lines.size()];
    for (auto times = 1 + random() % 3; times > 0; --times) {
      const std::size_t at = random() % text.size();
      const std::size_t size = 1 + random() % 12;
      switch (random() % 5) {
        case 0:
          text[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          text[at] = letters[random() % letters.size()];
          break;
        case 2:
          text.erase(at, size);
          break;
        case 3:
          text.insert(at, text.substr(random() % text.size(), size));
          break;
        default:
          text.insert(at, letters.substr(random() % letters.size(), size));
      }
      if (text.empty()) text = " ";
    }
    expect_equal(observer, process, text);
  }
}

}  // namespace
}  // namespace swapguard::observe
