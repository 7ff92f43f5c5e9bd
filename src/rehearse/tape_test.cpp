// Law: what a tape plays is what was put on it, whatever it was.
#include "rehearse/tape.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/observe/describe.h"

namespace swapguard::rehearse {
namespace {

using observe::Observation;

std::string text_of(const Observation& line, Instant now) {
  std::string text = format_rfc3339(now) + (line.trusted ? " " : " damaged ") + line.dyno.text;
  for (const auto& [key, value] : observe::describe(line)) text += " " + key + "=" + value;
  return text;
}

DynoId any_id() {
  DynoId id;
  id.octets[3] = *rc::gen::inRange<std::uint8_t>(0, 4);
  return id;
}

template <class T, class Make>
std::optional<T> perhaps(const Make& make) {
  return *rc::gen::arbitrary<bool>() ? std::optional<T>(make()) : std::nullopt;
}

observe::What any_what() {
  const auto bytes = [] { return Bytes{*rc::gen::arbitrary<std::int64_t>() / 2}; };
  const auto pages = [] { return *rc::gen::arbitrary<std::uint64_t>(); };
  const auto number = [] { return static_cast<double>(*rc::gen::arbitrary<std::int32_t>()) / 64; };
  const auto span = [] { return Duration{*rc::gen::arbitrary<std::int64_t>() / 2}; };
  const auto small = [] { return *rc::gen::inRange(-2, 600); };
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      return observe::Request{perhaps<DynoName>([] { return DynoName("web.7"); }), small(),
                              perhaps<Duration>(span), perhaps<Duration>(span), small()};
    case 1:
      return observe::MemorySample{any_id(),
                                   perhaps<Bytes>(bytes),
                                   perhaps<Bytes>(bytes),
                                   perhaps<Bytes>(bytes),
                                   perhaps<Bytes>(bytes),
                                   perhaps<Bytes>(bytes),
                                   perhaps<std::uint64_t>(pages),
                                   perhaps<std::uint64_t>(pages)};
    case 2:
      return observe::LoadSample{any_id(), perhaps<double>(number), perhaps<double>(number),
                                 perhaps<double>(number)};
    case 3:
      return observe::DynoError{small()};
    case 4:
      return observe::StateChange{DynoState::up, DynoState::crashed};
    case 5:
      return observe::Scaled{{{ProcessType("web"), small(), "Basic"}}};
    default:
      return observe::Released{small()};
  }
}

RC_GTEST_PROP(Tape, plays_what_was_put_on_it, ()) {
  Tape tape;
  std::vector<std::string> put;
  const int count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    Observation line;
    line.at = Instant{Duration{*rc::gen::arbitrary<std::int32_t>()}};
    line.dyno = DynoName(*rc::gen::element<std::string>("", "web.1", "worker.12"));
    line.trusted = *rc::gen::arbitrary<bool>();
    line.what = any_what();
    const Instant now = line.at + Duration{*rc::gen::element(0, 0, 1, 5'000'000)};
    tape.put(line, now);
    put.push_back(text_of(line, now));
  }
  std::vector<std::string> played;
  tape.play([&](const Observation& line, Instant now) { played.push_back(text_of(line, now)); });
  RC_ASSERT(played == put);
  RC_ASSERT(tape.size() == put.size());
}

TEST(TapeSize, ARequestTakesAFewOctets) {
  Tape tape;
  Observation line;
  for (int i = 0; i < 100'000; ++i) {
    line.at = Instant{milliseconds{250 * i}};
    line.what = observe::Request{DynoName("web.1"), 200, milliseconds{1}, milliseconds{i % 900}, 0};
    tape.put(line, line.at);
  }
  EXPECT_LT(tape.octets(), 18u * 100'000);
}

}  // namespace
}  // namespace swapguard::rehearse
