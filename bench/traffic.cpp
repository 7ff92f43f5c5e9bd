#include "traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace swapguard::bench {
namespace {

constexpr Duration sample_every = seconds{20};

// SplitMix64: the same numbers with every library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
    return z ^ z >> 31;
  }
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }

 private:
  std::uint64_t state_;
};

enum class Kind { load, memory, router, app };

struct Planned {
  Duration at;
  Kind kind;
  int dyno;
};

// Fifty-odd kinds of lines that frameworks print; their lengths are spread from 20 to 900 octets.
constexpr std::string_view prose =
    "Completed 200 OK in 38ms (Views: 0.3ms | ActiveRecord: 11.2ms) method=GET format=json controller=Orders "
    "action=index allocations=12934 [ActiveJob] [InvoiceMailer] Performed job from Sidekiq(mailers) in "
    "112.4ms "
    "Started GET \"/api/v2/orders?page=3&per=50\" for 203.0.113.77 at 2026-05-11 06:12:44 +0000 Processing "
    "by "
    "Api::V2::OrdersController#index as JSON Parameters: {\"page\"=>\"3\", \"per\"=>\"50\"} cache: [GET "
    "/robots] "
    "fresh {\"level\":\"info\",\"msg\":\"charge "
    "succeeded\",\"amount\":1290,\"currency\":\"EUR\",\"user\":\"u_81f2\"} ";

class Printer {
 public:
  Printer(const TrafficSpec& spec, int app)
      : spec_(spec), random_(spec.seed * 1000 + static_cast<std::uint64_t>(app)), app_(app) {
    for (int i = 0; i < spec.dynos; ++i) {
      ids_.push_back(uuid());
      names_.push_back(i % 5 == 4 ? fmt::format("worker.{}", i / 5 + 1)
                                  : fmt::format("web.{}", i - i / 5 + 1));
      used_.push_back(200.0 + random_.below(120));
    }
  }

  // Twenty seconds of the app, line by line.
  template <class Line>
  void window(Line line) {
    for (const Planned& planned : plan()) {
      const auto dyno = static_cast<std::size_t>(planned.dyno);
      text_.clear();
      switch (planned.kind) {
        case Kind::load:
          load(dyno);
          break;
        case Kind::memory:
          memory(dyno);
          break;
        case Kind::router:
          router(dyno);
          break;
        case Kind::app:
          prose_line();
          break;
      }
      line(planned, now_ + planned.at, names_[dyno], text_);
    }
    now_ += sample_every;
  }

 private:
  std::vector<Planned> plan() {
    std::vector<Planned> all;
    const int metrics = 2 * spec_.dynos;
    const int lines = static_cast<int>(metrics / spec_.metric_share);
    const auto any = [&] { return microseconds{random_.below(20'000'000)}; };
    for (int i = 0; i < spec_.dynos; ++i) {
      const Duration at = microseconds{20'000'000 / spec_.dynos * i + random_.below(1000)};
      all.push_back({at, Kind::load, i});
      all.push_back({at + microseconds{200 + random_.below(300)}, Kind::memory, i});
    }
    const int requests = static_cast<int>(lines * spec_.router_share);
    for (int i = 0; i < requests; ++i) all.push_back({any(), Kind::router, web()});
    for (int i = metrics + requests; i < lines; ++i)
      all.push_back({any(), Kind::app, random_.below(spec_.dynos)});
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return all;
  }

  int web() {
    const int dyno = random_.below(spec_.dynos);
    return dyno % 5 == 4 ? dyno - 1 : dyno;
  }

  std::string uuid() {
    const std::uint64_t a = random_.next(), b = random_.next();
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", a >> 32, a >> 16 & 0xFFFF, a & 0xFFFF, b >> 48,
                       b & 0xFFFFFFFFFFFF);
  }

  void load(std::size_t dyno) {
    const double load = random_.below(400) / 100.0;
    fmt::format_to(std::back_inserter(text_),
                   "source={} dyno=heroku.295224626.{} sample#load_avg_1m={:.2f} sample#load_avg_5m={:.2f} "
                   "sample#load_avg_15m={:.2f} \n",
                   names_[dyno], ids_[dyno], load, load * 0.8, load * 0.7);
  }

  // Grows slowly and starts anew, as leaking dynos do that are cycled once a day.
  void memory(std::size_t dyno) {
    double& used = used_[dyno];
    used += random_.below(100) / 100.0 - 0.45;
    const double cache = random_.below(2000) / 100.0;
    fmt::format_to(
        std::back_inserter(text_),
        "source={} dyno=heroku.295224626.{} sample#memory_total={:.2f}MB sample#memory_rss={:.2f}MB "
        "sample#memory_cache={:.2f}MB sample#memory_swap=0.00MB sample#memory_pgpgin={}pages "
        "sample#memory_pgpgout={}pages sample#memory_quota=512.00MB \n",
        names_[dyno], ids_[dyno], used + cache, used, cache, 190000 + random_.below(90000),
        160000 + random_.below(9000));
  }

  void router(std::size_t dyno) {
    const bool fails = random_.below(500) == 0;
    fmt::format_to(
        std::back_inserter(text_),
        "at={} method={} path=\"/api/v2/{}/{}\" host=acme-{}.example.com request_id={} "
        "fwd=\"203.0.113.{}\" dyno={} connect={}ms service={}ms status={} bytes={} protocol=https\n",
        fails ? "error code=H12 desc=\"Request timeout\"" : "info", random_.below(4) == 0 ? "POST" : "GET",
        random_.below(2) == 0 ? "orders" : "customers", random_.below(1'000'000), app_, uuid(),
        random_.below(256), names_[dyno], random_.below(3), 10 + random_.below(400), fails ? 503 : 200,
        random_.below(40'000));
  }

  void prose_line() {
    const int tens = random_.below(10);
    const int most = tens < 6 ? 100 : tens < 9 ? 250 : 900;
    const auto length = static_cast<std::size_t>(20 + random_.below(most));
    const auto from = static_cast<std::size_t>(random_.below(static_cast<int>(prose.size() / 2)));
    while (text_.size() < length) text_ += prose.substr(from, length - text_.size());
    text_ += '\n';
  }

  const TrafficSpec& spec_;
  Random random_;
  int app_;
  Instant now_ = *parse_rfc3339("2026-05-11T00:00:00Z");
  std::vector<std::string> ids_, names_;
  std::vector<double> used_;
  std::string text_;
};

// Six digits with the zeros at the end cut off, as Logplex writes them.
std::string time_text(Instant at) {
  const auto second = std::chrono::floor<seconds>(at);
  std::string text = format_rfc3339(second);
  text.pop_back();
  if (const auto fraction = (at - second).count(); fraction != 0) {
    text += fmt::format(".{:06}", fraction);
    while (text.ends_with('0')) text.pop_back();
  }
  return text + "+00:00";
}

}  // namespace

Traffic make_traffic(const TrafficSpec& spec) {
  constexpr std::array<std::string_view, 4> priorities = {"134", "134", "158", "190"};
  Traffic traffic;
  std::vector<Printer> printers;
  for (int app = 0; app < spec.apps; ++app) printers.emplace_back(spec, app);
  std::vector<std::string> open(static_cast<std::size_t>(spec.apps));
  while (traffic.octets < spec.octets) {
    for (int app = 0; app < spec.apps; ++app) {
      std::string& body = open[static_cast<std::size_t>(app)];
      printers[static_cast<std::size_t>(app)].window([&](const Planned& planned, Instant at, const auto& dyno,
                                                         const std::string& text) {
        const bool platform = planned.kind != Kind::app;
        const std::string message = fmt::format(
            "<{}>1 {} host {} {} - {}", priorities[static_cast<std::size_t>(planned.kind)], time_text(at),
            platform ? "heroku" : "app", planned.kind == Kind::router ? std::string("router") : dyno, text);
        fmt::format_to(std::back_inserter(body), "{} {}", message.size(), message);
        ++traffic.lines;
        traffic.memory_samples += planned.kind == Kind::memory;
        traffic.requests += planned.kind == Kind::router;
        if (body.size() < spec.octets_a_body) return;
        traffic.octets += body.size();
        traffic.bodies.push_back({app, std::move(body)});
        body.clear();
        body.reserve(spec.octets_a_body + 1000);
      });
    }
  }
  for (int app = 0; app < spec.apps; ++app) {
    std::string& body = open[static_cast<std::size_t>(app)];
    traffic.octets += body.size();
    traffic.bodies.push_back({app, std::move(body)});
  }
  return traffic;
}

std::string to_text(const Traffic& traffic) {
  std::string text;
  text.reserve(traffic.octets);
  for (const auto& body : traffic.bodies) {
    std::string_view rest = body.frames;
    while (!rest.empty()) {
      const auto count = static_cast<std::size_t>(std::stoul(std::string(rest.substr(0, 8))));
      std::string_view message = rest.substr(rest.find(' ') + 1, count);
      rest.remove_prefix(static_cast<std::size_t>(message.data() - rest.data()) + count);
      const auto word = [&] {
        const auto found = message.substr(0, message.find(' '));
        message.remove_prefix(found.size() + 1);
        return found;
      };
      word();
      const auto time = word();
      word();
      const auto source = word();
      const auto process = word();
      message.remove_prefix(2);
      fmt::format_to(std::back_inserter(text), "{} {}[{}]: {}", time, source, process, message);
    }
  }
  return text;
}

}  // namespace swapguard::bench
