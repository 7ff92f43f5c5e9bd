// Requests: restarts that somebody asked for and that are not over. Knows of each which generations it means
// and what became of them; a request ends when nothing is left to do, or after an hour.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/guard/event.h"

namespace swapguard::guard {

// What a request would mean if it were accepted now.
struct Meant {
  bool known_app = false;
  bool known_type = false;
  bool armed = false, paused = false;
  std::size_t open = 0;              // requests of the app that are not over
  std::vector<RequestedDyno> dynos;  // the running generations, by name
};

class Requests {
 public:
  static constexpr Duration kept_open = hours{1};
  static constexpr std::size_t open_max = 100;

  // What became of a generation that is meant. From `replaced` on nothing is left to do.
  enum class Fate { open, under_way, replaced, would_restart, restarted, failed };

  struct Target {
    DynoId id;
    Fate fate = Fate::open;
    std::string held;  // the rail that held it last
  };
  struct Open {
    Requested request;
    std::map<DynoName, Target> targets;
    int count(Fate fate) const;
    bool is_done() const;
  };

  // False: it is known already, or too many are open.
  bool add(const Requested& request);
  bool empty() const { return open_.empty(); }
  const std::map<std::string, Open>& open() const { return open_; }

  // The request, the first by its name, that wants this generation restarted; null: none.
  const Requested* asks_for(const DynoName& dyno, const DynoId& id) const;

  // What is learned of a generation holds for every request that means it. What is over stays as it ended.
  void became(const DynoName& dyno, const DynoId& id, Fate fate);
  void held(const DynoName& dyno, const DynoId& id, std::string_view rail);
  // This generation holds the place now, nil: none does. Another that was meant needs nothing any more.
  void holds(const DynoName& dyno, const DynoId& id);

  // Takes out what is over at `now`, done or expired.
  std::vector<Open> take_over(Instant now);
  // When the next one expires. A restart under way is awaited: it has an end of its own.
  std::optional<Instant> due() const;

 private:
  template <class Change>
  void each(const DynoName& dyno, Change change);

  std::map<std::string, Open> open_;  // by the request's name
};

}  // namespace swapguard::guard
