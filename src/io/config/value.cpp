#include "io/config/value.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "core/fleet/place.h"
#include "io/config/suggest.h"

namespace swapguard::config {
namespace {

using policy::Limit;
using policy::MinHealthy;
using policy::Sustained;

constexpr int most_samples = 64;  // the window of a dyno's newest samples

auto wrong(std::string reason) { return failure(std::move(reason)); }

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// `9O%` was meant to be `90%`.
std::string with_digits(std::string_view text) {
  std::string digits{text};
  for (char& letter : digits) {
    if (letter == 'O' || letter == 'o') letter = '0';
    if (letter == 'l' || letter == 'I') letter = '1';
  }
  return digits;
}

// Digits and a point; from_chars would take exponents and infinities.
std::optional<double> decimal(std::string_view text) {
  if (text.empty() || text.size() > 7 || text.find_first_not_of("0123456789.") != std::string_view::npos) {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return decimal(text);
}

std::string letter_hint(std::string_view text) {
  if (text.find_first_of("Oo") != std::string_view::npos) return " (letter O in place of zero?)";
  return " (a letter in place of one?)";
}

std::pair<std::string_view, std::string_view> split(std::string_view text, std::string_view by) {
  const std::size_t at = text.find(by);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + by.size())};
}

// Windows are about as long as their samples are far apart: a span is that many samples, and one to begin
// with.
Parsed<Sustained> sustained_for(Duration span) {
  constexpr Duration sample = seconds{20};
  const auto samples = static_cast<int>(span / sample) + 1;
  if (span < sample) return wrong("is shorter than a sample interval, 20s");
  if (samples > most_samples) return wrong(fmt::format("is longer than {}", format_duration(sample * 63)));
  return Sustained{samples, samples, span};
}

}  // namespace

Parsed<Limit> parse_limit(std::string_view text) {
  if (const auto percent = percentage(text)) {
    if (*percent < 10 || *percent > 300) return wrong("is not between 10% and 300%");
    return Limit::percent(*percent);
  }
  if (text.ends_with('%')) {
    return wrong(percentage(with_digits(text)) ? "is not a percentage" + letter_hint(text)
                                               : "is not a percentage");
  }
  const auto size = parse_size(text);
  if (!size) return wrong(R"(is neither a percentage ("90%") nor a size ("460MB"))");
  if (*size < Bytes::megabytes(2) && text.find_first_not_of("0123456789.") == std::string_view::npos) {
    return wrong(R"(would be megabytes; a share of the quota has a percent sign: "90%")");
  }
  if (*size < Bytes::megabytes(16)) return wrong("is less than 16MB");
  return Limit::size(*size);
}

Parsed<Sustained> parse_sustained(std::string_view text) {
  if (const auto span = parse_duration(text)) return sustained_for(*span);
  const auto [first, rest] = split(text, " ");
  const auto count = whole_number<int>(first);
  if (count && (rest == "samples" || rest == "sample")) {
    if (*count < 1 || *count > most_samples) return wrong("is not between 1 and 64 samples");
    return Sustained{*count, *count, {}};
  }
  const auto out_of = rest.starts_with("of ") ? whole_number<int>(rest.substr(3)) : std::nullopt;
  if (!count || !out_of) return wrong(R"(is none of "3 samples", "60s", "5 of 15")");
  if (*count < 1 || *count > *out_of || *out_of > most_samples) {
    return wrong("must be some of at most 64 samples: 1 <= first <= second <= 64");
  }
  return Sustained{*count, *out_of, {}};
}

Parsed<MinHealthy> parse_min_healthy(std::string_view text) {
  if (const auto percent = percentage(text)) {
    if (*percent >= 100) return wrong("is not below 100%: no dyno could ever be restarted");
    return MinHealthy{*percent};
  }
  const auto count = whole_number<int>(text);
  if (!count || *count < 0 || *count > 10'000)
    return wrong(R"(is neither a number of dynos nor a share ("80%"))");
  return MinHealthy{*count};
}

Parsed<Rate> parse_rate(std::string_view text) {
  auto [count_text, span_text] = split(text, text.find('/') != std::string_view::npos ? "/" : " in ");
  const auto count = whole_number<int>(count_text);
  std::optional<Duration> span = parse_duration(span_text);
  if (!span && !span_text.empty()) span = parse_duration("1" + std::string{span_text});  // `h`
  for (const auto& [word, length] : {std::pair<std::string_view, Duration>{"day", days{1}},
                                     {"hour", hours{1}},
                                     {"minute", minutes{1}},
                                     {"week", days{7}}}) {
    if (span_text == word) span = length;
  }
  if (!count || !span) return wrong(R"(is not so many in a span, as "12/day" or "3 in 2m")");
  if (*count < 1 || *count > 100'000) return wrong("does not begin with a number from 1 to 100000");
  if (*span < seconds{1} || *span > days{31}) return wrong("is not within 1s to 31d");
  return Rate{*count, *span};
}

Parsed<Rate> parse_r14(std::string_view text) {
  auto rate = parse_rate(text);
  if (rate && rate->count > fleet::Place::r14_max) {
    return wrong(
        fmt::format("counts more than {}, the newest R14 errors that are remembered", fleet::Place::r14_max));
  }
  return rate;
}

Parsed<Bytes> parse_amount(std::string_view text) {
  const auto size = parse_size(text);
  if (!size || *size < Bytes::megabytes(1)) return wrong(R"(is not a size of 1MB or more, as "64MB")");
  return *size;
}

Parsed<Duration> parse_span(std::string_view text, Duration least, Duration most) {
  const auto span = parse_duration(text);
  if (!span) {
    if (whole_number<std::int64_t>(text)) {
      return wrong(fmt::format(R"(needs a unit: "{0}s", "{0}m" or "{0}h")", text));
    }
    return wrong(R"(is not a duration, as "90s", "30m", "1h30m")");
  }
  if (*span < least || *span > most) {
    return wrong(fmt::format("is not between {} and {}", format_duration(least), format_duration(most)));
  }
  return *span;
}

Parsed<int> parse_whole(std::string_view text, int least, int most) {
  const auto number = whole_number<int>(text);
  if (!number || *number < least || *number > most) {
    return wrong(fmt::format("is not a whole number from {} to {}", least, most));
  }
  return *number;
}

Parsed<double> parse_number(std::string_view text, double least, double most) {
  const auto number = decimal(text);
  if (!number || *number < least || *number > most) {
    return wrong(fmt::format("is not a number from {} to {}", least, most));
  }
  return *number;
}

Parsed<bool> parse_switch(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return wrong("is neither true nor false");
}

Parsed<std::size_t> parse_word(std::string_view text, const std::vector<std::string>& words) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return i;
    all += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  }
  const std::string meant = did_you_mean(text, words);
  return wrong(meant.empty() ? "is not " + all : "is not " + all + meant);
}

Parsed<AppName> parse_app_name(std::string_view text) {
  const bool letters =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  const bool named = letters && text.size() >= 3 && text.size() <= 30 && text[0] >= 'a' && text[0] <= 'z';
  if (!named && !DynoId::parse(text)) {
    return wrong("is not an app's name (3 to 30 lower-case letters, digits and hyphens, a letter first)");
  }
  return AppName{text};
}

Parsed<ProcessType> parse_process_type(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  if (text.empty() || text.size() > 64 || text.find_first_not_of(letters) != std::string_view::npos) {
    return wrong("is not a process type (letters, digits, _ and -)");
  }
  ProcessType type{text};
  if (is_one_off(type)) return wrong("is a type of one-off dynos, which are never restarted");
  return type;
}

}  // namespace swapguard::config
