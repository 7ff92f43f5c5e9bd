#include "core/logplex/text_skim.h"

#include "core/logplex/framing.h"

namespace swapguard::logplex {
namespace {

// Time, blank, `heroku[` and a process of fifteen letters, and what four at a time read beyond.
constexpr std::size_t reach = 60;

constexpr std::array<bool, 256> make_name_letters() {
  std::array<bool, 256> known{};
  for (unsigned i = 0; i < 26; ++i) known['a' + i] = known['A' + i] = true;
  for (unsigned i = 0; i < 10; ++i) known['0' + i] = true;
  known['_'] = known['-'] = known['.'] = true;
  return known;
}
constexpr std::array<bool, 256> name_letters = make_name_letters();

// How many letters of a name stand before `]:`; 0: none, or another letter among them.
template <class L>
unsigned name_size(const char* at) {
  const auto size = static_cast<unsigned>(std::countr_zero(L::equal(at, ']') | 1U << 16));
  if (size >= 16 || at[size + 1] != ':') return 0;
  for (unsigned i = 0; i < size; ++i) {
    if (!name_letters[static_cast<unsigned char>(at[i])]) return 0;
  }
  return size;
}

}  // namespace

template <class L>
TextShape skim_text(std::string_view text, Skimmed& noted, LogLine& line) {
  text = without_newline(text);
  if (!words_begin_low || text.size() < reach) return TextShape::odd;
  const std::size_t plus = usual_time<L>(text.data(), noted);
  if (plus == 0) return TextShape::odd;
  const char* const source = text.data() + plus + 22;
  const bool by_app = stands_at(source, " app[");
  if (!by_app && !stands_at(source, " heroku[")) return TextShape::odd;
  const char* const process = source + (by_app ? 5 : 8);
  const unsigned size = name_size<L>(process);
  if (size == 0 || (by_app && is_a_service(process, size))) return TextShape::odd;
  line.at = read_usual_time(text.data(), plus, noted);
  if (by_app) return TextShape::app;
  auto message = text.substr(static_cast<std::size_t>(process - text.data()) + size + 2);
  if (message.find('\x1b') != std::string_view::npos) return TextShape::odd;  // colours
  if (message.starts_with(' ')) message.remove_prefix(1);
  line = {.at = line.at, .origin = Origin::platform, .app = {}, .process = {process, size}, .text = message};
  return TextShape::platform;
}

template TextShape skim_text<PlainLetters>(std::string_view, Skimmed&, LogLine&);
#ifdef __SSE2__
template TextShape skim_text<VectorLetters>(std::string_view, Skimmed&, LogLine&);
#endif

}  // namespace swapguard::logplex
