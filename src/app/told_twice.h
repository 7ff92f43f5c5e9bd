// ToldTwice: what webhooks and the log both tell counts once. Only apps with webhooks ask it.
#pragma once

#include <map>
#include <optional>

#include "core/base/name.h"
#include "core/observe/observation.h"

namespace swapguard::app {

// Loop thread only.
class ToldTwice {
 public:
  // The same state of a dyno, or the same scaling, again within this is the same event.
  static constexpr Duration same_within = minutes{1};
  static constexpr std::size_t places_max = 10'000;

  // False for what was told before. A webhook that comes later than newer news of the dyno is old, too: it
  // may travel for minutes.
  bool is_news(const AppName& app, const observe::Observation& line, bool by_webhook);

 private:
  struct Seen {
    Instant at;
    DynoState state;
  };
  struct Scaling {
    Instant at;
    std::map<ProcessType, int> quantities;
  };
  struct App {
    int release = 0;
    std::map<DynoName, Seen> dynos;
    std::optional<Scaling> scaling;
  };
  std::map<AppName, App> apps_;
};

}  // namespace swapguard::app
