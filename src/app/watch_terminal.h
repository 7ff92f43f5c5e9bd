// The terminal of `watch`: raw, on its second screen, and as it was before on every way out.
#pragma once

#include <termios.h>

#include <string>
#include <vector>

#include "app/screen.h"

namespace swapguard::app {

class WatchTerminal {
 public:
  // What woke us.
  struct News {
    std::string octets;      // typed
    int signal = 0;          // SIGINT, SIGTERM, SIGHUP, SIGWINCH or SIGTSTP; 0: none
    bool is_closed = false;  // the terminal is gone
  };

  // Takes the terminal over; from here on those signals come as news. Made before any other thread, of which
  // there is one at most: it must not get them either.
  WatchTerminal();
  ~WatchTerminal();
  WatchTerminal(const WatchTerminal&) = delete;
  WatchTerminal& operator=(const WatchTerminal&) = delete;

  // Until something is typed, signalled, or written to wake(); at most so many milliseconds.
  News wait(int milliseconds);
  // Anybody may write eight octets there, from any thread, to end a wait.
  int wake() const { return wake_; }

  // Draws the lines that differ from those of before.
  void show(const std::vector<std::string>& lines);
  // Gives the terminal back, stops the process, and takes the terminal again once it goes on.
  void step_aside();
  // All lines are drawn anew: the size has changed, or somebody wrote on the screen.
  void forget() { shown_.clear(); }

 private:
  void take();
  void give_back();

  int signals_, wake_;
  std::vector<std::string> shown_;
};

}  // namespace swapguard::app
