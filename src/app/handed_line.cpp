#include "app/handed_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace swapguard::app {
namespace {

using namespace observe;

// Words with a blank behind each; `-` is nothing.
class Writer {
 public:
  explicit Writer(std::string_view kind) { word(kind); }
  void operator()(std::int64_t& number) { word(fmt::format("{}", number)); }
  void operator()(std::uint64_t& number) { word(fmt::format("{}", number)); }
  void operator()(int& number) { word(fmt::format("{}", number)); }
  void operator()(double& number) { word(fmt::format("{}", number)); }
  void operator()(std::string& text) { word(text); }
  std::string take() { return std::move(text_); }

 private:
  void word(std::string_view text) {
    for (const char c : text.empty() ? std::string_view("-") : text) text_ += c == ' ' ? '_' : c;
    text_ += ' ';
  }
  std::string text_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  template <class Number>
  void operator()(Number& number) {
    const std::string_view text = word();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) good_ = false;
  }
  void operator()(std::string& text) {
    text = std::string(word());
    if (text == "-") text.clear();
  }
  bool good() const { return good_; }

 private:
  std::string_view word() {
    const std::size_t end = rest_.find(' ');
    if (end == std::string_view::npos) good_ = false;
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(good_ ? end + 1 : rest_.size());
    return word;
  }
  std::string_view rest_;
  bool good_ = true;
};

// Each of these writes a value or reads it, by what it is given.

template <class Io>
void pass(Io& io, Instant& at) {
  std::int64_t count = at.time_since_epoch().count();
  io(count);
  at = Instant(Duration(count));
}
template <class Io>
void pass(Io& io, Bytes& bytes) {
  io(bytes.count);
}
template <class Io>
void pass(Io& io, Duration& duration) {
  std::int64_t count = duration.count();
  io(count);
  duration = Duration(count);
}
template <class Io>
void pass(Io& io, DynoId& id) {
  std::string text = id.is_nil() ? "" : id.text();
  io(text);
  id = DynoId::parse(text).value_or(DynoId{});
}
template <class Io, class Tag>
void pass(Io& io, Name<Tag>& name) {
  io(name.text);
}
template <class Io>
void pass(Io& io, DynoName& name) {
  io(name.text);
}
template <class Io>
void pass(Io& io, std::string& text) {
  io(text);
}
template <class Io>
void pass(Io& io, int& number) {
  io(number);
}
template <class Io>
void pass(Io& io, std::uint64_t& number) {
  io(number);
}
template <class Io>
void pass(Io& io, double& number) {
  io(number);
}
template <class Io>
void pass(Io& io, bool& flag) {
  int number = flag ? 1 : 0;
  io(number);
  flag = number != 0;
}
template <class Io>
void pass(Io& io, DynoState& state) {
  std::string text(to_text(state));
  io(text);
  state = parse_dyno_state(text);
}
template <class Io>
void pass(Io& io, LifecycleStep& step) {
  int number = static_cast<int>(step);
  io(number);
  step = static_cast<LifecycleStep>(number);
}
template <class Io, class T>
void pass(Io& io, std::optional<T>& value) {
  bool known = value.has_value();
  pass(io, known);
  if (!known) return;
  if (!value) value.emplace();
  pass(io, *value);
}
template <class Io, class T>
void pass(Io& io, std::vector<T>& values) {
  std::uint64_t count = values.size();
  io(count);
  values.resize(std::min<std::uint64_t>(count, 1000));
  for (T& value : values) pass(io, value);
}

template <class Io, class... Values>
void pass_all(Io& io, Values&... values) {
  (pass(io, values), ...);
}

template <class Io>
void pass(Io& io, MemorySample& s) {
  pass_all(io, s.id, s.total, s.rss, s.cache, s.swap, s.quota, s.pages_in, s.pages_out);
}
template <class Io>
void pass(Io& io, LoadSample& s) {
  pass_all(io, s.id, s.load_1m, s.load_5m, s.load_15m);
}
template <class Io>
void pass(Io& io, MemoryNotice& notice) {
  pass_all(io, notice.memory, notice.percent, notice.quota);
}
template <class Io>
void pass(Io& io, DynoError& error) {
  pass(io, error.code);
}
template <class Io>
void pass(Io& io, StateChange& change) {
  pass_all(io, change.from, change.to);
}
template <class Io>
void pass(Io& io, Lifecycle& lifecycle) {
  pass_all(io, lifecycle.step, lifecycle.exit_status);
}
template <class Io>
void pass(Io& io, Request& request) {
  pass_all(io, request.dyno, request.status, request.connect, request.service, request.h_code);
}
template <class Io>
void pass(Io& io, Released& release) {
  pass(io, release.version);
}
template <class Io>
void pass(Io&, Deployed&) {}
template <class Io>
void pass(Io&, ConfigChanged&) {}
template <class Io>
void pass(Io& io, Scaled::Type& type) {
  pass_all(io, type.type, type.quantity, type.size);
}
template <class Io>
void pass(Io& io, Scaled& scaled) {
  pass(io, scaled.types);
}
template <class Io>
void pass(Io& io, LogLoss& loss) {
  pass_all(io, loss.code, loss.lines);
}
template <class Io>
void pass(Io& io, guard::RequestedDyno& dyno) {
  pass_all(io, dyno.dyno, dyno.id);
}
template <class Io>
void pass(Io& io, guard::Paused& wanted) {
  pass_all(io, wanted.paused, wanted.until);
}
template <class Io>
void pass(Io& io, guard::Requested& wish) {
  pass_all(io, wish.type, wish.dynos, wish.by, wish.request, wish.at, wish.meant);
}
template <class Io>
void pass_line(Io& io, Observation& line) {
  pass_all(io, line.at, line.dyno, line.trusted);
  std::visit([&](auto& what) { pass(io, what); }, line.what);
}

// In the order of What; a name is never used for anything else.
constexpr std::array<std::string_view, std::variant_size_v<What>> kinds = {
    "memory",  "load",     "notice",   "error",  "state",  "lifecycle",
    "request", "released", "deployed", "config", "scaled", "loss"};

template <std::size_t... I>
What what_of(std::size_t index, std::index_sequence<I...>) {
  What what;
  ((I == index ? void(what.emplace<I>()) : void()), ...);
  return what;
}

template <class Value>
std::string written(std::string_view kind, Value value) {
  Writer writer(kind);
  pass(writer, value);
  return writer.take();
}

}  // namespace

std::string to_handed(const Observation& line) {
  Writer writer(kinds.at(line.what.index()));
  Observation copy = line;
  pass_line(writer, copy);
  return writer.take();
}

std::string to_handed(const guard::Paused& wanted) { return written("paused", wanted); }
std::string to_handed(const guard::Requested& wish) { return written("wish", wish); }
std::string to_handed(const guard::WebhookCame&) { return Writer("webhook").take(); }

std::optional<guard::Event> parse_handed(const AppName& app, std::string_view body) {
  Reader reader(body);
  std::string kind;
  reader(kind);
  std::optional<guard::Event> event;
  if (kind == "paused") {
    guard::Paused wanted{.app = app};
    pass(reader, wanted);
    event = wanted;
  } else if (kind == "wish") {
    guard::Requested wish{.app = app};
    pass(reader, wish);
    event = wish;
  } else if (kind == "webhook") {
    event = guard::WebhookCame{app};
  } else if (const auto* found = std::find(kinds.begin(), kinds.end(), kind); found != kinds.end()) {
    Observation line{.what = what_of(static_cast<std::size_t>(found - kinds.begin()),
                                     std::make_index_sequence<std::variant_size_v<What>>())};
    pass_line(reader, line);
    event = guard::Observed{app, line};
  }
  return reader.good() ? event : std::nullopt;
}

}  // namespace swapguard::app
