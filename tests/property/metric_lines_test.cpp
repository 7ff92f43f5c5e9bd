// What Heroku prints is what is read: printing a sample and reading it gives the sample.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "support/log_printing.h"
#include "support/reading.h"

namespace swapguard {
namespace {

using observe::MemorySample;

std::optional<Bytes> any_size() {
  if (*rc::gen::inRange(0, 4) == 0) return std::nullopt;
  return Bytes::hundredths(*rc::gen::inRange<std::int64_t>(0, 13'000'000));
}

MemorySample any_sample() {
  MemorySample sample;
  for (auto& octet : sample.id.octets) octet = static_cast<std::uint8_t>(*rc::gen::inRange(0, 256));
  sample.id.octets[0] |= 1;  // not nil
  sample.total = Bytes::hundredths(*rc::gen::inRange<std::int64_t>(0, 13'000'000));
  sample.rss = any_size();
  sample.cache = any_size();
  sample.swap = any_size();
  sample.quota = any_size();
  sample.pages_in = *rc::gen::inRange<std::uint64_t>(0, 1'000'000'000'000);
  return sample;
}

bool same(const MemorySample& left, const MemorySample& right) {
  return left.id == right.id && left.total == right.total && left.rss == right.rss &&
         left.cache == right.cache && left.swap == right.swap && left.quota == right.quota &&
         left.pages_in == right.pages_in && left.pages_out == right.pages_out;
}

RC_GTEST_PROP(MetricLines, ReadBackInAnyOrderOfKeys, ()) {
  const auto sample = any_sample();
  auto pairs = printing::metric_pairs(sample);
  for (std::size_t i = pairs.size(); i > 1; --i) {
    std::swap(pairs[i - 1], pairs[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  const Instant at{
      microseconds{*rc::gen::inRange<std::int64_t>(1'300'000'000'000'000, 2'000'000'000'000'000)}};
  const auto text = printing::metric_text("my-worker_2.17", sample.id, pairs);
  const auto body = printing::frame(printing::message(at, "heroku", "my-worker_2.17", text) + "\n");
  const auto found = reading::read_body(body);
  RC_ASSERT(found.size() == 1U);
  RC_ASSERT(found[0].at == at);
  RC_ASSERT(found[0].dyno == DynoName{"my-worker_2.17"});
  RC_ASSERT(same(std::get<MemorySample>(found[0].what), sample));
}

RC_GTEST_PROP(MetricLines, ReadBackInTheFormatOf2013, ()) {
  const auto sample = any_sample();
  const auto size = printing::size_text(*sample.total);
  const auto text = fmt::format("source=heroku.772639.web.1.{} measure=memory_total val={} units=MB",
                                sample.id.text(), size.substr(0, size.size() - 2));
  const auto line = printing::text_line({}, "heroku", "web.1", text) + "\n";
  const auto found = reading::samples(reading::read_chunks({line}, logplex::LineStream::Format::text, false));
  RC_ASSERT(found.size() == 1U);
  RC_ASSERT(same(found[0], MemorySample{.id = sample.id, .total = sample.total}));
}

}  // namespace
}  // namespace swapguard
