#include "core/logplex/parse_line.h"

#include <array>
#include <charconv>

#include "core/logplex/framing.h"

namespace swapguard::logplex {
namespace {

constexpr char escape = '\x1b';

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_name_letter(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         letter == '_' || letter == '-' || letter == '.';
}

bool take(std::string_view& text, std::string_view wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(wanted.size());
  return true;
}

// What stands before the next blank; takes the blank too.
std::string_view take_word(std::string_view& text) {
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  take(text, " ");
  return word;
}

// The longest run of letters that names are made of.
std::string_view take_name(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_name_letter(text[size])) ++size;
  const auto name = text.substr(0, size);
  text.remove_prefix(size);
  return name;
}

Origin origin_of(std::string_view source) {
  if (source == "heroku") return Origin::platform;
  return source == "app" ? Origin::app : Origin::other;
}

// `<134>1 `.
bool take_priority(std::string_view& text) {
  if (!take(text, "<")) return false;
  const auto close = text.find('>');
  if (close == 0 || close > 3 || text.substr(0, close).find_first_not_of("0123456789") < close) return false;
  text.remove_prefix(close + 1);
  const auto version = take_word(text);
  return !version.empty() && version.size() <= 2 && is_digit(version.front()) && is_digit(version.back());
}

// One `[id key="value" …]` in front of the message. A bare `[word]` is text: Logplex leaves the field out.
bool take_element(std::string_view& text) {
  auto rest = text;
  if (!take(rest, "[")) return false;
  const auto id = rest.substr(0, rest.find_first_of(" =]\""));
  rest.remove_prefix(id.size());
  if (id.empty() || !rest.starts_with(' ')) return false;
  while (take(rest, " ")) {
    const auto key = rest.substr(0, rest.find_first_of(" =]\""));
    rest.remove_prefix(key.size());
    if (key.empty() || !take(rest, "=\"")) return false;
    std::size_t quote = 0;
    while (quote < rest.size() && rest[quote] != '"') quote += rest[quote] == '\\' ? 2U : 1U;
    if (quote >= rest.size()) return false;
    rest.remove_prefix(quote + 1);
  }
  if (!take(rest, "]")) return false;
  text = rest;
  return true;
}

std::string_view without_structured_data(std::string_view text) {
  if (text == "-") return {};
  if (take(text, "- ")) return text;
  auto rest = text;
  bool found = false;
  while (take_element(rest)) found = true;
  if (!found || !(rest.empty() || take(rest, " "))) return text;
  return rest;
}

bool is_token(std::string_view field) {
  return field.size() > 2 && (field.starts_with("d.") || field.starts_with("t."));
}

// Passes over `ESC[36m` and the like: `heroku logs` colours the part in front of the message.
void skip_colours(std::string_view& text) {
  while (text.starts_with("\x1b[")) {
    const auto end = text.find_first_not_of("0123456789;", 2);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::string_view without_final_colour(std::string_view text) {
  const auto start = text.rfind(escape);
  if (start == std::string_view::npos) return text;
  auto tail = text.substr(start);
  skip_colours(tail);
  return tail.empty() ? text.substr(0, start) : text;
}

std::string_view message_of(std::string_view rest) {
  skip_colours(rest);
  take(rest, " ");
  skip_colours(rest);
  return without_final_colour(rest);
}

// `heroku[web.1]: MSG`.
bool take_source(std::string_view rest, LogLine& line) {
  skip_colours(rest);
  const auto source = take_name(rest);
  if (source.empty() || !take(rest, "[")) return false;
  line.process = take_name(rest);
  if (!take(rest, "]:")) return false;
  line.origin = origin_of(source);
  line.text = message_of(rest);
  return true;
}

std::optional<LogLine> parse_dated(std::string_view text) {
  const auto time = text.substr(0, text.find_first_of(" \x1b"));
  const auto at = parse_rfc3339(time);
  if (!at) return std::nullopt;
  text.remove_prefix(time.size());
  skip_colours(text);
  LogLine line{.at = *at};
  if (!take(text, " ") || !take_source(text, line)) return std::nullopt;
  return line;
}

std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// The year in which `month` falls: that of the line before, unless the year ended between the two. A line
// that was late on its way may still be of the old one.
std::chrono::year year_of(unsigned month, const TextContext& context) {
  if (context.before == Instant{}) return std::chrono::year{context.year};
  const std::chrono::year_month_day before{std::chrono::floor<days>(context.before)};
  const int later = static_cast<int>(month) - static_cast<int>(static_cast<unsigned>(before.month()));
  if (later < -6) return before.year() + std::chrono::years{1};
  return later > 10 ? before.year() - std::chrono::years{1} : before.year();
}

// `Nov 21 14:14:53 `, `Nov  1 06:07:44 `: a time without year and zone.
std::optional<Instant> take_papertrail_time(std::string_view& text, const TextContext& context) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  unsigned month = 0;
  while (month < months.size() && !text.starts_with(months[month])) ++month;
  if (month == months.size()) return std::nullopt;
  text.remove_prefix(3);
  if (!take(text, " ")) return std::nullopt;
  take(text, " ");
  const auto day = take_number(text);
  if (!day || !take(text, " ") || text.size() < 9 || text[8] != ' ') return std::nullopt;
  const auto hour = take_number(text);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text);
  if (!second || *second > 59 || !take(text, " ")) return std::nullopt;
  const std::chrono::year_month_day date{year_of(month + 1, context), std::chrono::month{month + 1},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Instant{std::chrono::sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second};
}

// `Nov 21 14:14:53 my-app heroku/web.1: MSG `, with one or two blanks before the message.
std::optional<LogLine> parse_papertrail(std::string_view text, const TextContext& context) {
  const auto at = take_papertrail_time(text, context);
  if (!at) return std::nullopt;
  LogLine line{.at = *at};
  line.app = take_word(text);
  const auto source = take_name(text);
  if (line.app.empty() || source.empty() || !take(text, "/")) return std::nullopt;
  line.process = take_name(text);
  if (line.process.empty() || !take(text, ":")) return std::nullopt;
  line.origin = origin_of(source);
  take(text, " ");
  take(text, " ");
  line.text = text;
  return line;
}

// `heroku[web.1]: MSG` in a saved file. A cut start (`oku[web.1]:`) is no source that we know.
std::optional<LogLine> parse_undated(std::string_view text, Instant before) {
  LogLine line{.at = before, .dated = false};
  if (take_source(text, line) && line.origin != Origin::other) return line;
  // Logplex says L15 and L20 in the session's stream as a bare line, without time or source.
  for (std::string_view code : {"L15 ", "Error L15", "L20 ", "Error L20"}) {
    if (!text.starts_with(code)) continue;
    line = {.at = before, .dated = false, .origin = Origin::platform, .process = "logplex", .text = text};
    return line;
  }
  return std::nullopt;
}

// In text a line is whole by its newline: published counts are often wrong and then only passed over.
std::optional<LogLine> take_frame(std::string_view& rest, const FrameHead& head) {
  auto message = rest.substr(head.begin);
  std::size_t next = head.end();
  while (next < rest.size() && rest[next] == ' ') ++next;
  if (next < rest.size() && read_frame_head(rest, next)) {
    message = message.substr(0, head.size);
    rest.remove_prefix(next);
  } else {
    rest = {};
  }
  return parse_message(message);
}

}  // namespace

std::optional<LogLine> parse_message(std::string_view message) {
  auto rest = without_newline(message);
  if (!take_priority(rest)) return std::nullopt;
  const auto at = parse_rfc3339(take_word(rest));
  if (!at) return std::nullopt;
  auto host = take_word(rest);
  auto source = take_word(rest);
  auto process = take_word(rest);
  if (host.empty() || source.empty() || process.empty() || !take(rest, "-")) return std::nullopt;
  if (!rest.empty() && !take(rest, " ")) return std::nullopt;
  if (is_token(process) && origin_of(host) != Origin::other) {  // 2012: `heroku web.3 d.<uuid> -`
    process = source;
    source = host;
    host = "host";
  }
  LogLine line{.at = *at, .origin = origin_of(source), .process = process, .text = rest};
  // HTTPS drains have no structured data, and an app's text may look like it. The platform's never does.
  if (host != "host" || line.origin != Origin::app) line.text = without_structured_data(rest);
  return line;
}

std::optional<LogLine> take_text(std::string_view& line, const TextContext& context) {
  auto text = without_newline(line);
  line = {};
  skip_colours(text);
  if (text.empty()) return std::nullopt;
  if (text.front() == '<') return parse_message(text);
  if (is_digit(text.front())) {
    const auto head = read_frame_head(text, 0);
    if (!head) return parse_dated(text);
    line = text;
    return take_frame(line, *head);
  }
  if (auto papertrail = parse_papertrail(text, context)) return papertrail;
  return parse_undated(text, context.before);
}

std::optional<LogLine> parse_text(std::string_view line, const TextContext& context) {
  return take_text(line, context);
}

}  // namespace swapguard::logplex
