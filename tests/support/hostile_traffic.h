// Drain traffic of a bad day, made from a seed: genuine samples among app output, router lines, imitations,
// relayed frames, many-line texts, frames without newline, broken metrics, and now and then a damaged body.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/log_printing.h"

namespace swapguard::hostile {

struct Body {
  std::string text;
  bool damaged = false;
  std::vector<std::string> samples;    // of the genuine metric frames, by name_of
  std::vector<std::size_t> ends = {};  // where the frame of each ends in the text, as it was before damage

  // The body breaks off: what is no longer in it nobody can find.
  void cut(std::size_t at) {
    text.resize(std::min(at, text.size()));
    const auto whole = std::upper_bound(ends.begin(), ends.end(), text.size());
    samples.resize(static_cast<std::size_t>(whole - ends.begin()));
  }
};

// A sample's name: no two of the traffic are the same.
inline std::string name_of(Instant at, std::string_view process, const observe::MemorySample& sample) {
  return format_rfc3339(at) + " " + printing::metric_text(process, sample);
}

class Traffic {
 public:
  explicit Traffic(std::uint64_t seed) : random_(seed) {}

  Body body(bool damaged, std::size_t octets = 100'000) {
    Body made{.damaged = damaged};
    std::vector<std::size_t> starts;
    while (made.text.size() < octets) {
      starts.push_back(made.text.size());
      add_frame(made);
    }
    if (damaged) damage(made, starts[starts.size() / 4 + below(starts.size() / 2)]);
    return made;
  }

  // One of the lines that must not count, as (source, process, text).
  struct Imitation {
    std::string source, process, text;
  };
  Imitation imitation() {
    const auto metric = printing::metric_text("web.1", any_sample());
    const auto relayed = printing::frame(
        printing::message(tick(), "heroku", "web.2", printing::metric_text("web.2", any_sample())));
    switch (below(12)) {
      case 0:
        return {"app", "web.1", metric};
      case 1:
        return {"app", "web.1", relayed};
      case 2:
        return {"app", "web.3", "I saw:\n" + relayed + "\n"};
      case 3:
        return {"app", "web.1", printing::text_line(tick(), "heroku", "web.1", metric)};
      case 4:
        return {"app", "web.1", "\r\x1b[2K" + printing::text_line(tick(), "heroku", "web.1", metric)};
      case 5:
        return {"heroku", "web.10", metric};
      case 6:
        return {"heroku", "bigweb.1", metric};
      case 7:
        return {"heroku", "router",
                "at=info method=GET path=\"/?" + metric +
                    "\" host=a.b fwd=\"9.9.9.9\" dyno=web.1 connect=0ms service=5ms status=200 bytes=1"};
      case 8:
        return {"heroku", "router", metric};
      case 9:
        return {"app", "heroku-redis",
                "source=REDIS addon=redis-rectangular-91737 sample#active-connections=1 "
                "sample#load-avg-1m=0.32 sample#memory-total=16085852kB sample#memory-redis=334888bytes"};
      case 10:
        return {"fluentd", "web.1", metric};
      default:
        return {"heroku", "web.1", "relay: " + metric};
    }
  }

  observe::MemorySample any_sample() {
    observe::MemorySample sample;
    for (auto& octet : sample.id.octets) octet = static_cast<std::uint8_t>(1 + below(255));
    const auto size = [&](std::int64_t most) {
      return Bytes::hundredths(static_cast<std::int64_t>(below(static_cast<std::size_t>(most))));
    };
    sample.total = size(120'000);
    sample.rss = size(100'000);
    sample.cache = size(10'000);
    sample.swap = size(50'000);
    sample.pages_in = below(1'000'000);
    sample.pages_out = below(1'000'000);
    sample.quota = Bytes::megabytes(512);
    return sample;
  }

  Instant tick() { return now_ += microseconds{1 + below(2'000)}; }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

 private:
  bool one_in(std::size_t chances) { return below(chances) == 0; }

  static std::string line(const std::string& message) { return printing::frame(message + "\n"); }

  void add_frame(Body& made) {
    const auto kind = below(1000);
    if (kind < 98) return add_metric(made);
    const auto at = tick();
    if (kind < 108) {
      const auto forged = imitation();
      made.text += line(printing::message(at, forged.source, forged.process, forged.text));
    } else if (kind < 118) {
      made.text += line(printing::message(at, "app", "web.1", "many\nlines\n\n12 of them\n 3 <1"));
    } else if (kind < 123) {
      made.text += printing::frame(
          printing::message(at, "app", "heroku-postgres", "source=DATABASE sample#memory-postgres=51036kB"));
    } else if (kind < 143) {
      made.text += printing::frame(printing::message(
          at, "heroku", "logplex",
          "Error L10 (output buffer overflow): 3 messages dropped since 2026-05-11T01:00:00+00:00."));
    } else if (kind < 153) {
      made.text += line(printing::message(at, "heroku", "web.1", broken_metric()));
    } else if (kind < 500) {
      made.text += line(printing::message(
          at, "heroku", "router",
          fmt::format(
              "at=info method=GET path=\"/{}\" host=a.b request_id=59da6323-2bc4-4143-8677-cc66ccfb115f "
              "fwd=\"9.9.9.9\" dyno=web.1 connect=0ms service=3ms status=200 bytes=6979 protocol=https",
              below(1000))));
    } else {
      made.text += line(printing::message(at, "app", "web.1", std::string(20 + below(200), 'x')));
    }
  }

  void add_metric(Body& made) {
    const auto at = tick();
    const auto sample = any_sample();
    const auto process = fmt::format("web.{}", 1 + below(25));
    auto pairs = printing::metric_pairs(sample);
    std::shuffle(pairs.begin(), pairs.end(), random_);
    made.samples.push_back(name_of(at, process, sample));
    made.text +=
        line(printing::message(at, "heroku", process, printing::metric_text(process, sample.id, pairs)));
    made.ends.push_back(made.text.size());
  }

  std::string broken_metric() {
    auto text = printing::metric_text("web.1", any_sample());
    const auto replace = [&](std::string_view from, std::string_view to) {
      text.replace(text.find(from), from.size(), to);
    };
    switch (below(6)) {
      case 0:
        replace("memory_total=", "memory_total=-");
        break;
      case 1:
        replace("memory_rss=", "memory_rss=1e");
        break;
      case 2:
        replace("MB", "kB");
        break;
      case 3:
        replace("memory_swap=", "memory_swap=1.2.");
        break;
      case 4:
        replace("dyno=heroku.", "dyno=");
        break;
      default:
        text.resize(text.size() - 3 - below(5));
        break;
    }
    return text;
  }

  // Breaks the body near a frame's start: its count, its first bytes, or everything behind.
  void damage(Body& body, std::size_t start) {
    std::string& text = body.text;
    switch (below(6)) {
      case 0:
        text[start] = text[start] == '9' ? '1' : static_cast<char>(text[start] + 1);
        break;
      case 1:
        text[start + below(3)] = 'x';
        break;
      case 2:
        text.erase(start + below(100), 1 + below(300));
        break;
      case 3:
        text.insert(start + below(100), std::string(1 + below(50), '7'));
        break;
      case 4:
        text.insert(start, "12 junk <1>\n");
        break;
      default:
        body.cut(start + below(200));
        break;
    }
  }

  std::mt19937_64 random_;
  Instant now_ = *parse_rfc3339("2026-05-11T01:00:00Z");
};

}  // namespace swapguard::hostile
