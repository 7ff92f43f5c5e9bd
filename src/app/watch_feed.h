// WatchFeed: asks the running daemon again and again, on a thread of its own, so that keys are answered at
// once whatever the daemon does.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>

#include "app/running_daemon.h"
#include "app/watch_view.h"

namespace swapguard::app {

// Of the API's answer to `series`; the highest where several generations of the place ran at once. Nothing
// for what is no such answer.
std::optional<WatchCurve> parse_curve(std::string_view json, const DynoName& dyno);

class WatchFeed {
 public:
  struct Wanted {
    AppName app;
    DynoName dyno;  // whose curve
    WatchRange range = WatchRange::six_hours;
    bool operator==(const Wanted&) const = default;
  };

  // `wake`: a file that is written to whenever the picture has changed.
  WatchFeed(RunningDaemon daemon, int wake);
  ~WatchFeed();  // waits for the answer that is under way, if any
  WatchFeed(const WatchFeed&) = delete;
  WatchFeed& operator=(const WatchFeed&) = delete;

  void want(const Wanted& wanted);
  void ask(WatchRequest request);  // beyond four that wait, dropped
  WatchPicture picture() const;

 private:
  using Clock = std::chrono::steady_clock;

  void work();
  void update(const Wanted& wanted);
  void update_events();
  void update_curve(const Wanted& wanted);
  void carry_out(const WatchRequest& request);
  void publish();

  RunningDaemon daemon_;
  int wake_;
  WatchPicture next_;  // the thread's own
  Clock::time_point heard_ = Clock::now(), curve_asked_{};
  Wanted curve_of_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  WatchPicture picture_;
  Clock::time_point published_heard_ = heard_;
  Wanted wanted_;
  std::deque<WatchRequest> requests_;
  bool hurry_ = false, ends_ = false;
  std::thread thread_;
};

}  // namespace swapguard::app
