// Reading one value of a setting from its text. Errors complete a sentence that begins with the value in
// quotes: `is not a percentage`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/policy/policy.h"

namespace swapguard::config {

template <class T>
using Parsed = Result<T, std::string>;

struct Rate {  // so many in a span
  int count = 0;
  Duration span{};
};

struct TimesOfDay {
  minutes from{}, to{};
  std::string zone;
  std::vector<policy::ProtectedWindow::Offset> offsets;
};

Parsed<policy::Limit> parse_limit(std::string_view text);             // `90%`, `460MB`, `460`
Parsed<policy::Sustained> parse_sustained(std::string_view text);     // `3 samples`, `60s`, `5 of 15`
Parsed<policy::MinHealthy> parse_min_healthy(std::string_view text);  // `1`, `80%`
Parsed<Rate> parse_rate(std::string_view text);                       // `3 in 2m`, `12/day`
Parsed<Rate> parse_r14(std::string_view text);                        // `3 in 2m`, not more than 16
Parsed<Bytes> parse_amount(std::string_view text);                    // `64MB`
Parsed<Duration> parse_span(std::string_view text, Duration least, Duration most);
Parsed<int> parse_whole(std::string_view text, int least, int most);
Parsed<double> parse_number(std::string_view text, double least, double most);  // `0.25`
Parsed<bool> parse_switch(std::string_view text);                               // `true`, `false`
// The position of `text` among the words, which it must be one of.
Parsed<std::size_t> parse_word(std::string_view text, const std::vector<std::string>& words);
Parsed<TimesOfDay> parse_times(std::string_view text);               // `01:30-03:00 Europe/Berlin`
Parsed<unsigned> parse_days(const std::vector<std::string>& items);  // `mon`, `mon-fri`, `sat`
Parsed<AppName> parse_app_name(std::string_view text);
Parsed<ProcessType> parse_process_type(std::string_view text);

std::string rate_text(Rate rate);      // `12/day`, `3 in 2m`
std::string days_text(unsigned days);  // `["mon", "tue"]`
std::string times_text(const policy::ProtectedWindow& window);

}  // namespace swapguard::config
