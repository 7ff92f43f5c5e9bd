// Peaks: the highest use of each place in each span of the last six hours, kept in memory: the small curves
// of `status` for a thousand dynos without asking the history.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "io/api/state.h"
#include "io/history/history.h"

namespace swapguard::api {

class Peaks {
 public:
  static constexpr std::size_t places_max = 10'000;  // of all apps; further ones have no curve

  // Samples without a quota give no percent and are left out.
  void take(const history::StoredSample& sample);
  // What the history remembers.
  void take(const AppName& app, const std::vector<history::Peak>& peaks);
  // Of the last State::spans spans up to the one that `now` lies in; nothing where no sample came.
  std::vector<std::optional<double>> of(const AppName& app, const DynoName& dyno, Instant now) const;
  // Drops places without a sample in the last six hours.
  void forget(Instant now);

 private:
  struct Span {
    std::int64_t number = -1;
    double percent = 0;
  };
  using Spans = std::array<Span, State::spans>;

  void put(const AppName& app, const DynoName& dyno, Instant at, Bytes used, std::optional<Bytes> quota);

  std::map<AppName, std::map<DynoName, Spans>> apps_;
  std::size_t places_ = 0;
};

}  // namespace swapguard::api
