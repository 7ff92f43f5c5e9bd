#include "core/logplex/frame_skim.h"

namespace swapguard::logplex {
namespace {

// So many letters of a frame are looked at, at most: count, priority, time, `host heroku `, a process of 31
// letters and what sixteen at a time read beyond.
constexpr std::size_t reach = 128;
constexpr std::size_t head_reach = 16;
constexpr std::size_t size_least = 16;  // a head is shorter
constexpr std::uint64_t two = 0xFFFFU, three = 0xFFFFFFU;

// Three letters.
inline bool are_digits(std::uint64_t letters) {
  const std::uint64_t off = letters ^ 0x303030U;  // a digit becomes its value
  return (((off + 0x767676U) | off) & 0x808080U) == 0;
}

// How many letters stand before a blank, within 31; 0: none, or no blank.
template <class L>
[[gnu::always_inline]] inline unsigned word_size(const char* at) {
  const unsigned near = L::equal(at, ' ');
  if (near != 0) return static_cast<unsigned>(std::countr_zero(near));
  const unsigned far = L::equal(at + 16, ' ') & 0x7FFFU;
  return far != 0 ? 16 + static_cast<unsigned>(std::countr_zero(far)) : 0;
}

}  // namespace

// `254 <190>1 2`: a count of two to five digits, a priority of three or two, version 1.
template <class L>
[[gnu::always_inline]] inline bool FrameSkim<L>::read_head(const char* at, Head& head) {
  const std::uint64_t word = load8(at);
  const unsigned digits = digits_in_front(word);
  if (digits - 2U > 3U || (word >> 8 * digits & 0xFFFFU) != word_of(" <")) return false;
  // The walk waits for the count: three digits need no multiplications that depend on their number.
  head.size = digits == 3 ? (word & 15) * 100 + (word >> 8 & 15) * 10 + (word >> 16 & 15)
                          : number_in_front(word, digits);
  head.message = at + digits + 1;
  constexpr std::uint64_t around_three = 0x00FFFFFF000000FFU, around_two = 0x0000FFFFFF0000FFU;
  const std::uint64_t letters = load8(head.message);
  if ((letters & around_three) == (word_of(">1 ") << 32 | '<') && are_digits(letters >> 8 & three)) {
    head.time = 7;
  } else if ((letters & around_two) == (word_of(">1 ") << 24 | '<') &&
             are_digits((letters >> 8 & two) | std::uint64_t{'0'} << 16)) {
    head.time = 6;
  } else {
    return false;
  }
  return head.size >= size_least && head.size <= largest_frame;
}

template <class L>
[[gnu::always_inline]] inline auto FrameSkim<L>::skim_app(const Head& head, const char* process,
                                                          const char* time, std::size_t plus) -> Shape {
  const unsigned size = word_size<L>(process);
  if (size == 0 || (load4(process + size) & three) != word_of(" - ") || is_a_service(process, size)) {
    return Shape::odd;
  }
  if (static_cast<std::size_t>(process - head.message) + size + 3 > head.size) return Shape::odd;
  ++noted_.app_lines;
  if (noted_.timed) noted_.note(read_usual_time(time, plus, noted_));
  return Shape::app;
}

template <class L>
[[gnu::always_inline]] inline auto FrameSkim<L>::skim_platform(const Head& head, const char* process,
                                                               Instant at) -> Shape {
  const unsigned size = word_size<L>(process);
  const char* const text = process + size + 3;
  const auto header = static_cast<std::size_t>(text - head.message);
  if (size == 0 || (load4(process + size) & three) != word_of(" - ") || header > head.size) return Shape::odd;
  // Twice, as walk and parser do it one after the other.
  const auto whole = without_newline(without_newline({text, head.size - header}));
  // Structured data, or text like it.
  if (!whole.empty() && (whole.front() == '-' || whole.front() == '[')) return Shape::odd;
  line_.at = at;
  line_.process = {process, size};
  line_.text = whole;
  return Shape::platform;
}

template <class L>
[[gnu::always_inline]] inline auto FrameSkim<L>::skim(const Head& head) -> Shape {
  const char* const time = head.message + head.time;
  const std::size_t plus = usual_time<L>(time, noted_);
  if (plus == 0) return Shape::odd;
  const char* const host = time + plus + 22;
  const std::uint64_t letters = load8(host);
  if (letters == word_of(" host ap") && (load4(host + 8) & 0xFFFFU) == word_of("p ")) {
    return skim_app(head, host + 10, time, plus);
  }
  if (letters == word_of(" host he") && stands_at(host + 8, "roku ")) {
    return skim_platform(head, host + 13, read_usual_time(time, plus, noted_));
  }
  return Shape::odd;
}

template <class L>
auto FrameSkim<L>::next_odd() -> Kind {
  known_ = false;
  if (cut_) return Kind::end;
  const auto frame = walk_.next();
  if (!frame) return Kind::end;
  odd_ = *frame;
  return Kind::odd;
}

template <class L>
auto FrameSkim<L>::next() -> Kind {
  const char* const begin = body_.data();
  const char* const end = begin + body_.size();
  const auto left = [end](const char* at) { return static_cast<std::size_t>(end - at); };
  const char* at = begin + walk_.at();
  if (!known_) {
    known_ = words_begin_low && walk_.trusted() && left(at) >= head_reach && read_head(at, head_);
    if (!known_) return next_odd();
  }
  Head head = head_;
  while (true) {
    // Whole is a frame that ends where the next one begins. All else is for the walk to judge.
    if (head.size > left(head.message)) break;
    const char* const next = head.message + head.size;
    Head following;
    const bool last = next == end;
    if (last ? cut_ : left(next) < head_reach || !read_head(next, following)) break;
    const Shape shape = left(at) >= reach ? skim(head) : Shape::odd;
    if (shape == Shape::odd) odd_ = {without_newline({head.message, head.size}), true};
    at = next;
    head = following;
    if (shape == Shape::app && !last) continue;
    walk_.skip_to(static_cast<std::size_t>(at - begin));
    head_ = head;
    known_ = !last;
    if (shape == Shape::app) return Kind::end;
    return shape == Shape::odd ? Kind::odd : Kind::line;
  }
  walk_.skip_to(static_cast<std::size_t>(at - begin));
  return next_odd();
}

template class FrameSkim<PlainLetters>;
#ifdef __SSE2__
template class FrameSkim<VectorLetters>;
#endif

}  // namespace swapguard::logplex
