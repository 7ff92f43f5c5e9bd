// Elsewhere: the apps that other instances guard, as the shared history tells of them: their newest samples
// folded as the guard folds them. So every instance can show every app, whichever of them a router asks.
// Decides nothing; what the fold would do is thrown away.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/guard/guard.h"
#include "io/config/settings.h"
#include "io/history/ledger.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Elsewhere {
 public:
  static constexpr Duration shown = minutes{10};          // of samples
  static constexpr Duration one_looked_for = seconds{5};  // so long what was read is new enough …
  static constexpr Duration all_looked_for = seconds{30};
  static constexpr std::size_t read_at_once = 50;  // apps, where all are looked at: the rest comes next time

  struct Doors {
    std::function<history::Ledger&()> ledger;
    std::function<const config::Settings&()> settings;
    std::function<bool(const AppName&)> is_here;  // guarded by this instance
    std::function<Instant()> now;
  };
  explicit Elsewhere(Doors doors) : doors_(std::move(doors)) {}

  // Reads what is not new any more of this app; empty: of all. Without a history the older picture stays.
  asio::awaitable<void> look(AppName only);
  // Something was done to it: what was read before is old.
  void forget(const AppName& app) { read_at_.erase(app); }
  // Puts all apps that are guarded elsewhere in their places; what was never read is there without dynos.
  void add_to(guard::View& view) const;
  // What was read of them, as a guard of theirs would have it.
  const guard::Guard& folded() const { return guard_; }
  // Nothing: it is guarded here, or was never read.
  std::optional<guard::Meant> meant(const guard::Requested& wish) const;

 private:
  struct Told {
    std::set<DynoId> acted;            // generations that were restarted, or are being
    std::optional<std::string> blind;  // the reason, as its guard put it on record
  };
  std::vector<AppName> due(const AppName& only) const;
  const config::AppSettings* settings_of(const AppName& app) const;
  void fold(const config::AppSettings& app, guard::Remembered memory);

  Doors doors_;
  guard::Guard guard_{std::vector<policy::AppPolicy>{}};
  std::map<AppName, Instant> read_at_;
  std::map<AppName, Told> told_;
};

}  // namespace swapguard::app
