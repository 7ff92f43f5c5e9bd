#include "core/observe/usual_lines.h"

#include <algorithm>
#include <array>

#include "core/base/letters.h"

namespace swapguard::observe {
namespace {

// What is left of a line. Each step takes what it wants from the front, or says false.
class Reading {
 public:
  explicit Reading(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool over() const { return at_ == end_; }

  template <std::size_t N>
  bool starts_with(const char (&letters)[N]) const {
    return left() >= N - 1 && stands_at(at_, letters);
  }
  template <std::size_t N>
  bool take(const char (&letters)[N]) {
    if (!starts_with(letters)) return false;
    at_ += N - 1;
    return true;
  }
  bool take_text(std::string_view letters) {
    if (left() < letters.size() || std::memcmp(at_, letters.data(), letters.size()) != 0) return false;
    at_ += letters.size();
    return true;
  }
  // A value that is not quoted, and the blank behind it.
  bool take_word(std::string_view& word) {
    if (over() || *at_ == '"') return false;
    const char* const blank = find(at_, ' ');
    if (blank == end_) return false;
    word = {at_, static_cast<std::size_t>(blank - at_)};
    at_ = blank + 1;
    return true;
  }
  bool skip_word() {
    std::string_view word;
    return take_word(word);
  }
  // A value behind its first quote, up to the quote that a blank follows; both are taken.
  bool skip_quoted() {
    for (const char* quote = find(at_, '"'); quote != end_; quote = find(quote + 1, '"')) {
      if (quote + 1 == end_ || quote[1] != ' ') continue;
      at_ = quote + 2;
      return true;
    }
    return false;
  }
  // Up to seven digits.
  bool take_number(std::int64_t& number) {
    const std::uint64_t word = front();
    const unsigned digits = digits_in_front(word);
    if (digits == 0 || digits > 7) return false;
    number = static_cast<std::int64_t>(number_in_front(word, digits));
    at_ += digits;
    return true;
  }
  // `256.80`, with exactly two decimals.
  bool take_hundredths(std::int64_t& number) {
    const std::uint64_t word = front();
    const unsigned digits = digits_in_front(word);
    if (digits == 0 || digits > 5 || (word >> 8 * digits & 0xFFU) != '.') return false;
    // The digits and the decimals as one number: the point is taken out.
    const std::uint64_t whole = word & ((std::uint64_t{1} << 8 * digits) - 1);
    const std::uint64_t closed = whole | (word >> 8 * (digits + 1)) << 8 * digits;
    if (digits_in_front(closed) != digits + 2) return false;
    number = static_cast<std::int64_t>(number_in_front(closed, digits + 2));
    at_ += digits + 3;
    return true;
  }
  bool take_digits(unsigned least, unsigned most) {
    unsigned count = 0, here = 8;
    while (here == 8 && count < most) {
      here = digits_in_front(front());
      count += here;
      at_ += here;
    }
    return count >= least && count <= most;
  }
  bool take_id(DynoId& id) {
    if (left() < 36) return false;
    const auto found = DynoId::parse({at_, 36});
    if (!found || found->is_nil()) return false;
    id = *found;
    at_ += 36;
    return true;
  }
  // The first of these eight letters is the lowest octet; zeros behind the end.
  std::uint64_t front() const {
    if (left() >= 8) return load8(at_);
    std::uint64_t word = 0;
    std::memcpy(&word, at_, left());
    return word;
  }

 private:
  const char* find(const char* from, char wanted) const {
    for (; end_ - from >= 16; from += 16) {
      if (const unsigned mask = Letters::equal(from, wanted); mask != 0) return from + std::countr_zero(mask);
    }
    return std::find(from, end_, wanted);
  }

  const char* at_;
  const char* end_;
};

// `source=web.1 dyno=heroku.295224626.5fb3210e-a52b-4d35-9620-cc5a2cb416d7 `.
bool read_identity(Reading& line, std::string_view process, DynoId& id) {
  return line.take("source=") && line.take_text(process) && line.take(" dyno=heroku.") &&
         line.take_digits(1, 15) && line.take(".") && line.take_id(id) && line.take(" ");
}

bool read_size(Reading& line, std::optional<Bytes>& size) {
  std::int64_t hundredths = 0;
  if (size || !line.take_hundredths(hundredths) || !line.take("MB")) return false;
  size = Bytes::hundredths(hundredths);
  return true;
}

bool read_pages(Reading& line, std::optional<std::uint64_t>& pages) {
  std::int64_t number = 0;
  if (pages || !line.take_number(number) || !line.take("pages")) return false;
  pages = static_cast<std::uint64_t>(number);
  return true;
}

bool read_load(Reading& line, std::optional<double>& load) {
  std::int64_t hundredths = 0;
  if (load || !line.take_hundredths(hundredths)) return false;
  load = static_cast<double>(hundredths) / 100.0;
  return true;
}

bool read_milliseconds(Reading& line, std::optional<Duration>& duration) {
  std::int64_t count = 0;
  if (!line.take_number(count) || !line.take("ms ")) return false;
  duration = milliseconds{count};
  return true;
}

bool read_memory_key(Reading& line, MemorySample& sample) {
  if (!line.take("sample#memory_")) return false;
  if (line.take("total=")) return read_size(line, sample.total);
  if (line.take("rss=")) return read_size(line, sample.rss);
  if (line.take("cache=")) return read_size(line, sample.cache);
  if (line.take("swap=")) return read_size(line, sample.swap);
  if (line.take("pgpgin=")) return read_pages(line, sample.pages_in);
  if (line.take("pgpgout=")) return read_pages(line, sample.pages_out);
  if (line.take("quota=")) return read_size(line, sample.quota);
  return false;
}

bool read_load_key(Reading& line, LoadSample& sample) {
  if (!line.take("sample#load_avg_")) return false;
  if (line.take("1m=")) return read_load(line, sample.load_1m);
  if (line.take("5m=")) return read_load(line, sample.load_5m);
  if (line.take("15m=")) return read_load(line, sample.load_15m);
  return false;
}

template <class Sample, class Key>
bool read_keys(Reading& line, Sample& sample, Key key) {
  do {
    if (!key(line, sample)) return false;
  } while (line.take(" ") && !line.over());
  return line.over();
}

// `at=info `, `at=error code=H12 desc="Request timeout" `.
bool read_level(Reading& line, int& h_code) {
  h_code = 0;
  if (line.take("at=info ")) return true;
  std::int64_t code = 0;
  if (!line.take("at=error code=H") || !line.take_number(code) || code > 999) return false;
  h_code = static_cast<int>(code);
  return line.take(" desc=\"") && line.skip_quoted();
}

// `bytes=1270 protocol=http1.1 tls=true tls_version=tls1.3`.
bool pass_the_rest(Reading& line) {
  while (!line.over()) {
    const bool known =
        line.take("bytes=") || line.take("protocol=") || line.take("tls=") || line.take("tls_version=");
    if (!known || (line.front() & 0xFFU) == '"') return false;
    if (!line.skip_word()) return true;  // the last word
  }
  return true;
}

}  // namespace

bool UsualIdentity::read(std::string_view of, std::string_view text) {
  fresh = size == 0 || of.size() != process || text.size() < size ||
          !same_letters(letters.data() + 7, of.data(), process) ||
          !same_letters(letters.data(), text.data(), size);
  if (!fresh) return true;
  size = 0;
  Reading line(text);
  if (!read_identity(line, of, id)) return false;
  const std::size_t taken = text.size() - line.left();
  if (taken > letters.size()) return false;  // longer than any usual one
  std::memcpy(letters.data(), text.data(), taken);
  size = taken;
  process = of.size();
  return true;
}

UsualMetrics read_usual_metrics(std::string_view process, std::string_view text, UsualIdentity& identity,
                                MemorySample& memory, LoadSample& load) {
  if (!identity.read(process, text)) return UsualMetrics::none;
  Reading line(text.substr(identity.size));
  if (line.starts_with("sample#memory_")) {
    memory = {};
    memory.id = identity.id;
    return read_keys(line, memory, read_memory_key) ? UsualMetrics::memory : UsualMetrics::none;
  }
  load = {};
  load.id = identity.id;
  return read_keys(line, load, read_load_key) ? UsualMetrics::load : UsualMetrics::none;
}

// `at=info method=GET path="/" host=… request_id=… fwd="…" dyno=web.1 connect=1ms service=18ms status=200 …`.
bool read_usual_request(std::string_view text, Request& request) {
  Reading line(text);
  if (!read_level(line, request.h_code)) return false;
  if (!line.take("method=") || !line.skip_word() || !line.take("path=\"") || !line.skip_quoted())
    return false;
  if (!line.take("host=") || !line.skip_word() || !line.take("request_id=") || !line.skip_word())
    return false;
  if (!line.take("fwd=\"") || !line.skip_quoted()) return false;
  std::string_view dyno;
  if (!line.take("dyno=") || !line.take_word(dyno) || !is_dyno_name(dyno)) return false;
  if (!request.dyno) request.dyno.emplace();
  request.dyno->text.assign(dyno);
  std::int64_t status = 0;
  if (!line.take("connect=") || !read_milliseconds(line, request.connect)) return false;
  if (!line.take("service=") || !read_milliseconds(line, request.service)) return false;
  if (!line.take("status=") || !line.take_number(status) || status > 999 || !line.take(" ")) return false;
  request.status = static_cast<int>(status);
  return pass_the_rest(line);
}

}  // namespace swapguard::observe
