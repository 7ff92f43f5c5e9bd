// A record: one octet that says what follows, the time as a difference, the place, then the values. Numbers
// are written seven bits an octet, signs folded into the lowest bit. What is rare is kept as it is, aside.
#include "rehearse/tape.h"

#include <array>
#include <bit>

#include "core/base/check.h"

namespace swapguard::rehearse {
namespace {

using observe::DynoError;
using observe::LoadSample;
using observe::MemorySample;
using observe::Observation;
using observe::Request;

enum Kind : std::uint8_t { request, memory, load, error, rare };
constexpr std::uint8_t kind_bits = 7, trusted_bit = 8, now_bit = 16;
constexpr std::size_t block_octets = std::size_t{1} << 20;
constexpr std::size_t record_most = 160;

Kind kind_of(const Observation& line) {
  if (std::holds_alternative<Request>(line.what)) return request;
  if (std::holds_alternative<MemorySample>(line.what)) return memory;
  if (std::holds_alternative<LoadSample>(line.what)) return load;
  return std::holds_alternative<DynoError>(line.what) ? error : rare;
}

// The fields of a sample, in the order of their bits.
template <class Sample>
auto sizes_of(Sample& sample) {
  return std::array{&sample.total, &sample.rss, &sample.cache, &sample.swap, &sample.quota};
}
template <class Sample>
auto pages_of(Sample& sample) {
  return std::array{&sample.pages_in, &sample.pages_out};
}
template <class Sample>
auto loads_of(Sample& sample) {
  return std::array{&sample.load_1m, &sample.load_5m, &sample.load_15m};
}

}  // namespace

template <class Word>
std::uint64_t Tape::Words<Word>::number_of(const Word& word) {
  const auto [found, fresh] = numbers.try_emplace(word, all.size());
  if (fresh) all.push_back(word);
  return found->second;
}

class Tape::Writer {
 public:
  Writer(Tape& tape, std::string& block) : tape_(tape), block_(block) {}

  void octet(std::uint8_t value) { block_.push_back(static_cast<char>(value)); }
  void number(std::uint64_t value) {
    for (; value >= 128; value >>= 7) octet(static_cast<std::uint8_t>(value | 128U));
    octet(static_cast<std::uint8_t>(value));
  }
  void signed_number(std::int64_t value) {
    number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
  }
  void name(const DynoName& name) { number(tape_.names_.number_of(name)); }
  void id(const DynoId& id) { number(tape_.ids_.number_of(id)); }
  void span(const std::optional<Duration>& span) {
    octet(span ? 1 : 0);
    if (span) signed_number(span->count());
  }

  void what(const Request& line) {
    octet(line.dyno ? 1 : 0);
    if (line.dyno) name(*line.dyno);
    signed_number(line.status);
    signed_number(line.h_code);
    span(line.connect);
    span(line.service);
  }
  void what(const MemorySample& line) {
    id(line.id);
    mask(sizes_of(line));
    mask(pages_of(line));
    for (const auto* size : sizes_of(line)) {
      if (*size) signed_number((*size)->count);
    }
    for (const auto* pages : pages_of(line)) {
      if (*pages) number(**pages);
    }
  }
  void what(const LoadSample& line) {
    id(line.id);
    mask(loads_of(line));
    for (const auto* each : loads_of(line)) {
      if (*each) number(std::bit_cast<std::uint64_t>(**each));
    }
  }
  void what(const DynoError& line) { signed_number(line.code); }

 private:
  template <class Fields>
  void mask(const Fields& fields) {
    std::uint8_t bits = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (*fields[i]) bits = static_cast<std::uint8_t>(bits | 1U << i);
    }
    octet(bits);
  }

  Tape& tape_;
  std::string& block_;
};

class Tape::Reader {
 public:
  Reader(const Tape& tape, std::string_view block) : tape_(tape), left_(block) {}

  bool done() const { return left_.empty(); }
  std::uint8_t octet() {
    const auto value = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const std::uint8_t next = octet();
      value |= (next & 127ULL) << shift;
      if (next < 128) return value;
    }
  }
  std::int64_t signed_number() {
    const std::uint64_t folded = number();
    return static_cast<std::int64_t>(folded >> 1 ^ (~(folded & 1) + 1));
  }
  const DynoName& name() { return tape_.names_.all[number()]; }
  const DynoId& id() { return tape_.ids_.all[number()]; }
  std::optional<Duration> span() {
    if (octet() == 0) return std::nullopt;
    return Duration(signed_number());
  }

  Request request() {
    Request line;
    if (octet() == 1) line.dyno = name();
    line.status = static_cast<int>(signed_number());
    line.h_code = static_cast<int>(signed_number());
    line.connect = span();
    line.service = span();
    return line;
  }
  MemorySample memory() {
    MemorySample line;
    line.id = id();
    const std::uint8_t sizes = octet(), pages = octet();
    fill(sizes_of(line), sizes, [&] { return Bytes{signed_number()}; });
    fill(pages_of(line), pages, [&] { return number(); });
    return line;
  }
  LoadSample load() {
    LoadSample line;
    line.id = id();
    const std::uint8_t loads = octet();
    fill(loads_of(line), loads, [&] { return std::bit_cast<double>(number()); });
    return line;
  }

 private:
  template <class Fields, class Next>
  static void fill(const Fields& fields, std::uint8_t bits, const Next& next) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if ((std::uint32_t{bits} >> i & 1U) != 0) *fields[i] = next();
    }
  }

  const Tape& tape_;
  std::string_view left_;
};

void Tape::put(const Observation& line, Instant now) {
  if (blocks_.empty() || blocks_.back().size() + record_most > block_octets) {
    if (!blocks_.empty()) blocks_.back().shrink_to_fit();
    blocks_.emplace_back().reserve(block_octets);
  }
  const Kind kind = kind_of(line);
  Writer writer(*this, blocks_.back());
  writer.octet(
      static_cast<std::uint8_t>(kind | (line.trusted ? trusted_bit : 0U) | (now != line.at ? now_bit : 0U)));
  ++size_;
  if (kind == rare) {
    rare_.push_back(line);
    if (now != line.at) writer.signed_number((now - line.at).count());
    return;
  }
  writer.signed_number((line.at - last_).count());
  last_ = line.at;
  if (now != line.at) writer.signed_number((now - line.at).count());
  writer.name(line.dyno);
  if (const auto* a_request = std::get_if<Request>(&line.what)) writer.what(*a_request);
  if (const auto* sample = std::get_if<MemorySample>(&line.what)) writer.what(*sample);
  if (const auto* a_load = std::get_if<LoadSample>(&line.what)) writer.what(*a_load);
  if (const auto* an_error = std::get_if<DynoError>(&line.what)) writer.what(*an_error);
}

void Tape::play(const Play& play) const {
  Instant last{};
  auto aside = rare_.begin();
  for (const auto& block : blocks_) {
    Reader reader(*this, block);
    while (!reader.done()) {
      const std::uint8_t head = reader.octet();
      const int kind = head & kind_bits;
      if (kind == rare) {
        const Observation& line = *aside++;
        play(line, (head & now_bit) != 0 ? line.at + Duration(reader.signed_number()) : line.at);
        continue;
      }
      Observation line;
      line.trusted = (head & trusted_bit) != 0;
      line.at = last = last + Duration(reader.signed_number());
      const Instant now = (head & now_bit) != 0 ? line.at + Duration(reader.signed_number()) : line.at;
      line.dyno = reader.name();
      if (kind == request) line.what = reader.request();
      if (kind == memory) line.what = reader.memory();
      if (kind == load) line.what = reader.load();
      if (kind == error) line.what = DynoError{static_cast<int>(reader.signed_number())};
      play(line, now);
    }
  }
  CHECK(aside == rare_.end());
}

std::size_t Tape::octets() const {
  std::size_t octets = rare_.size() * sizeof(Observation);
  for (const auto& block : blocks_) octets += block.size();
  return octets;
}

}  // namespace swapguard::rehearse
