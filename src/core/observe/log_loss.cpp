#include "core/observe/log_loss.h"

#include "core/observe/decimal.h"

namespace swapguard::observe {
namespace {

// The word before `messages`.
std::uint64_t count_messages(std::string_view text) {
  std::string_view before;
  while (!text.empty()) {
    const auto word = take_word(text);
    if (word != "messages") {
      before = word;
      continue;
    }
    const auto count = take_digits(before);
    return count && before.empty() ? static_cast<std::uint64_t>(*count) : 0;
  }
  return 0;
}

}  // namespace

Result<What, Ignored> read_log_loss(std::string_view text) {
  take(text, "Error ");
  if (!take(text, "L")) return failure(Ignored::not_needed);
  const auto code = take_digits(text);
  const bool known = code && ((*code >= 10 && *code <= 15) || *code == 20);
  if (!known || !(text.empty() || text.front() == ' ' || text.front() == ':')) {
    return failure(Ignored::not_needed);
  }
  return What{LogLoss{static_cast<int>(*code), count_messages(text)}};
}

}  // namespace swapguard::observe
