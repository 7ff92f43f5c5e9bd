// A metric line cut at each byte offset, in every transport: the right values or none, never others.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/log_printing.h"
#include "support/reading.h"

namespace swapguard {
namespace {

using logplex::LineStream;
using observe::MemorySample;

const Instant at = *parse_rfc3339("2026-05-11T01:52:11.123456Z");

const MemorySample truth{.id = *DynoId::parse("cfe2c338-81f4-40d4-bfb2-13f4e5e31fce"),
                         .total = Bytes::hundredths(58'195),
                         .rss = Bytes::hundredths(42'968),
                         .cache = Bytes::hundredths(455),
                         .swap = Bytes::hundredths(14'772),
                         .quota = Bytes::megabytes(512),
                         .pages_in = 165'112,
                         .pages_out = 17'932};

const std::string metric = printing::metric_text("web.1", truth);

bool is_truth(const MemorySample& sample) {
  return printing::metric_text("web.1", sample) == metric && sample.id == truth.id;
}

// Each field has the true value or none.
bool has_no_wrong_value(const MemorySample& sample) {
  const auto right = [](const auto& field, const auto& wanted) { return !field || field == wanted; };
  return sample.id == truth.id && right(sample.total, truth.total) && right(sample.rss, truth.rss) &&
         right(sample.cache, truth.cache) && right(sample.swap, truth.swap) &&
         right(sample.quota, truth.quota) && right(sample.pages_in, truth.pages_in) &&
         right(sample.pages_out, truth.pages_out);
}

struct Stream {
  std::string text;
  LineStream::Format format;
};

std::vector<Stream> streams() {
  const auto line = printing::text_line(at, "heroku", "web.1", metric);
  const auto framed = printing::frame(printing::message(at, "heroku", "web.1", metric) + "\n");
  const auto app = printing::text_line(at, "app", "web.1", "hello");
  return {{app + "\n" + line + "\n" + app + "\n", LineStream::Format::text},
          {app + "\r\n" + line + "\r\n", LineStream::Format::text},
          {std::string{"\0", 1} + line + std::string{"\0\n\0", 3}, LineStream::Format::text},
          {"\x1b[36m" + line.substr(0, line.find(": ") + 1) + "\x1b[0m " + metric + "\n",
           LineStream::Format::text},
          {"May 11 01:52:11 my-app heroku/web.1:  " + metric + " \n", LineStream::Format::text},
          {framed, LineStream::Format::text},
          {"id: 1778464331\ndata: " + line + "\n\n\n: \nid: 1778464331\ndata: " + app + "\n\n",
           LineStream::Format::sse}};
}

TEST(CutLines, AreReadWholeFromTwoChunks) {
  for (const auto& [text, format] : streams()) {
    const std::string_view whole = text;
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
      const auto found =
          reading::samples(reading::read_chunks({whole.substr(0, cut), whole.substr(cut)}, format, true));
      ASSERT_EQ(found.size(), 1U) << text << " at " << cut;
      ASSERT_TRUE(is_truth(found[0])) << text << " at " << cut;
    }
  }
}

TEST(CutLines, OfATornStreamAreNotRead) {
  for (const auto& [text, format] : streams()) {
    const std::string_view whole = text;
    const auto end = whole.find('\n', whole.find("source="));
    for (std::size_t cut = 0; cut <= end; ++cut) {
      ASSERT_TRUE(reading::samples(reading::read_chunks({whole.substr(0, cut)}, format, false)).empty())
          << cut;
      for (const auto& sample :
           reading::samples(reading::read_chunks({whole.substr(0, cut)}, format, true))) {
        ASSERT_TRUE(has_no_wrong_value(sample)) << "file cut: " << whole.substr(0, cut);
      }
    }
  }
}

TEST(CutLines, OfABodyAreNotRead) {
  for (const bool newline : {true, false}) {
    for (auto* print : {printing::message, printing::syslog_message}) {
      const auto end = newline ? "\n" : "";
      const std::string body = printing::frame(print(at, "app", "web.1", "hello\nthere") + end) +
                               printing::frame(print(at, "heroku", "web.1", metric) + end) +
                               printing::frame(print(at, "app", "web.1", "hello") + end);
      const auto whole = reading::samples(reading::read_body(body));
      ASSERT_EQ(whole.size(), 1U);
      EXPECT_TRUE(is_truth(whole[0]));
      for (std::size_t cut = 0; cut < body.size(); ++cut) {
        for (const auto& sample :
             reading::samples(reading::read_body(std::string_view(body).substr(0, cut)))) {
          ASSERT_TRUE(is_truth(sample)) << cut;
        }
      }
    }
  }
}

// Bytes lost or added on the way: the count no longer fits. (A single added one passes for a newline that was
// not counted, as some publishers send it.)
TEST(CutLines, OfADamagedBodyGiveNoWrongValue) {
  const auto app = printing::frame(printing::message(at, "app", "web.1", "hello") + "\n");
  const auto body =
      app + printing::frame(printing::message(at, "heroku", "web.1", metric) + "\n") + app + app;
  const auto first = body.find("dyno=");
  for (std::size_t place = first; place < body.size(); ++place) {
    auto shorter = body;
    shorter.erase(place, 1);
    auto longer = body;
    longer.insert(place, "77");
    for (const auto& damaged : {shorter, longer}) {
      for (const auto& sample : reading::samples(reading::read_body(damaged))) {
        ASSERT_TRUE(is_truth(sample)) << damaged;
      }
    }
  }
}

RC_GTEST_PROP(CutLines, AreReadWholeFromAnyChunks, ()) {
  const auto all = streams();
  const auto& [text, format] = all[*rc::gen::inRange<std::size_t>(0, all.size())];
  std::vector<std::string_view> chunks;
  for (std::string_view rest = text; !rest.empty();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    chunks.push_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  const auto found = reading::samples(reading::read_chunks(chunks, format, false));
  RC_ASSERT(found.size() == 1U);
  RC_ASSERT(is_truth(found[0]));
}

}  // namespace
}  // namespace swapguard
